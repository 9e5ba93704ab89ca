import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { Fragment, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { DraftNote } from "../parts/DraftNote";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { type Draft, STATES, askedOf, draftOf, isShare, written } from "./extraction";
import { Grim } from "./Grim";
import { useAnew, useReview } from "./useReview";
import { useTyped } from "./useTyped";

const FIGURES = { count: ["events", "n"], percentage: ["events", "n"], number: ["number", "low", "high"] } as const;

/** Where a draft of a value stands; of a study read as one, under the item alone. */
const keyOf = (one: Api["ExtractionField"]): string => (one.arm ? `${one.item.id} ${one.arm}` : one.item.id);

/** The form of one study: every item chosen explicitly, every value with its quote and page. */
export function ExtractionForm({ sheet }: { sheet: Api["ExtractionSheet"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const { typed, change: setTyped, drop, at, unkept } = useTyped<Draft>("extraction", sheet.study);
  const draft = (one: Api["ExtractionField"]): Draft => typed[keyOf(one)] ?? draftOf(one.item, one.mine);
  const keep = useMutation({
    mutationFn: (values: Api["ValueAsked"][]) =>
      api.POST("/api/evidence/reviews/{review}/extraction", {
        params: { path, query },
        body: { after: sheet.version, study: sheet.study, values },
      }),
    onSuccess: drop,
    onSettled: anew,
  });
  const waiting = sheet.fields
    .filter((one) => typed[keyOf(one)])
    .map((one) => askedOf(one.item, draft(one), one.arm))
    .filter((one) => one !== null);
  const change = (one: Api["ExtractionField"], next: Partial<Draft>): void => {
    keep.reset();
    setTyped({ ...typed, [keyOf(one)]: { ...draft(one), ...next } });
  };
  const rest = (): void => {
    const open = sheet.fields.filter((one) => draft(one).state === "");
    const said = open.map((one) => [keyOf(one), { ...draft(one), state: "not-reported" as const }]);
    setTyped({ ...typed, ...Object.fromEntries(said) });
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate(waiting);
  };
  return (
    <form onSubmit={send} noValidate>
      {sheet.may && unkept && <DraftNote at={at} onDrop={drop} />}
      {["", ...sheet.arms].map((arm) => (
        <Fragment key={arm}>
          {sheet.arms.length > 0 && <h3>{arm || t("appraisal:extraction.study_level")}</h3>}
          {sheet.fields
            .filter((one) => one.arm === arm)
            .map((one) => (
              <Item
                key={keyOf(one)}
                field={one}
                draft={draft(one)}
                disabled={!sheet.may}
                onChange={(next) => change(one, next)}
              />
            ))}
        </Fragment>
      ))}
      {sheet.may && (
        <div className="extraction-keep">
          <Button type="primary" htmlType="submit" disabled={waiting.length === 0} loading={keep.isPending}>
            {t("appraisal:extraction.keep")}
          </Button>
          <Button onClick={rest}>{t("appraisal:extraction.rest")}</Button>
          <span role="status" className="quiet">
            {waiting.length > 0 && t("appraisal:extraction.unsaved", { count: waiting.length })}
            {keep.isSuccess && t("appraisal:extraction.kept", { count: keep.variables.length })}
          </span>
        </div>
      )}
      {keep.error && <Problem error={keep.error} />}
    </form>
  );
}

interface ItemProps {
  field: Api["ExtractionField"];
  draft: Draft;
  disabled: boolean;
  onChange: (next: Partial<Draft>) => void;
}

function Item({ field, draft, disabled, onChange }: ItemProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { item } = field;
  const name = say(item.label);
  const figures: readonly (keyof Draft)[] = item.kind in FIGURES ? FIGURES[item.kind as keyof typeof FIGURES] : [];
  const input = (key: keyof Draft, label: string, type: "number" | "text"): React.ReactNode => (
    <Field
      key={key}
      label={t(`appraisal:extraction.field.${label}`)}
      className={type === "number" ? "short" : undefined}
      type={type}
      step={type === "number" ? "any" : undefined}
      value={draft[key]}
      disabled={disabled}
      onChange={(event) => onChange({ [key]: event.target.value })}
    />
  );
  return (
    <fieldset className="extraction-item">
      <legend>
        {[name, field.arm].filter(Boolean).join(" · ")}
        {item.unit && <span className="quiet"> {item.unit}</span>}
      </legend>
      {field.stated && (
        <p className="quiet">{t("appraisal:extraction.stated", { value: written(field.stated) })}</p>
      )}
      <div className="filters">
        <Choose
          label={t("appraisal:extraction.state.name")}
          value={draft.state}
          options={[
            { value: "", label: t("appraisal:extraction.state.none") },
            ...STATES.map((value) => ({ value, label: t(`appraisal:extraction.state.${value}`) })),
          ]}
          disabled={disabled}
          onChange={(value) => onChange({ state: STATES.find((one) => one === value) ?? "" })}
        />
        {draft.state === "reported" && (
          <>
            {figures.map((key) => input(key, key, "number"))}
            {input("printed", isShare(item) ? "percent" : "printed", "text")}
          </>
        )}
      </div>
      {draft.state === "reported" && (
        <>
          {isShare(item) && <Grim printed={draft.printed} n={draft.n} events={draft.events} />}
          <div className="filters wide-fields">
            {input("quote", "quote", "text")}
            {input("place", "place", "text")}
          </div>
        </>
      )}
    </fieldset>
  );
}
