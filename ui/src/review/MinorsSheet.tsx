import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { DraftNote } from "../parts/DraftNote";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { ReferenceCard } from "./ReferenceCard";
import { useAnew, useReview, within } from "./useReview";
import { useTyped } from "./useTyped";

const SCORES = [0, 1, 2] as const;
type Score = (typeof SCORES)[number];
interface Typed {
  score: Score | null;
  place: string;
  why: string;
}

/** The sheet of one study, what earns each score beside it, and its reports. */
export function MinorsSheet({ study }: { study: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const { id, path, query, as } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/minors/sheet", {
    params: { path, query: { ...query, study } },
  });
  return (
    <Answer of={asked} rows={14}>
      {(sheet) => (
        <div className="extraction">
          <Card title={t("appraisal:extraction.source")} note={say(sheet.label)} className="always">
            {sheet.reports.map((one) => (
              <ReferenceCard key={one.id} of={one} />
            ))}
            <p>
              <Link to={within(id, "minors", as)}>{t("appraisal:minors.all")}</Link>
            </p>
          </Card>
          <Card title={t("appraisal:minors.scores")} note={t("appraisal:minors.anchors")}>
            <Form key={as} sheet={sheet} />
          </Card>
        </div>
      )}
    </Answer>
  );
}

function Form({ sheet }: { sheet: Api["ScoresShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const { typed, change: setTyped, drop, at, unkept } = useTyped<Typed>("minors", sheet.study);
  const keep = useMutation({
    mutationFn: (scores: Api["ScoreAsked"][]) =>
      api.POST("/api/evidence/reviews/{review}/minors", {
        params: { path, query },
        body: { after: sheet.version, study: sheet.study, scores },
      }),
    onSuccess: drop,
    onSettled: anew,
  });
  const drawn = (one: Api["ItemScored"]): Typed =>
    typed[one.anchor.number] ?? {
      score: SCORES.find((score) => score === one.score) ?? null,
      place: one.place,
      why: one.why,
    };
  const waiting = sheet.items.flatMap((one) => {
    const { score, place, why } = drawn(one);
    return typed[one.anchor.number] && score !== null ? [{ item: one.anchor.number, score, place, why }] : [];
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate(waiting);
  };
  return (
    <form onSubmit={send} noValidate>
      {sheet.may && unkept && <DraftNote at={at} onDrop={drop} />}
      {sheet.items.map((one) => (
        <Item
          key={one.anchor.number}
          item={one}
          typed={drawn(one)}
          disabled={!sheet.may}
          onChange={(next) => {
            keep.reset();
            setTyped({ ...typed, [one.anchor.number]: { ...drawn(one), ...next } });
          }}
        />
      ))}
      {sheet.may && (
        <div className="extraction-keep">
          <Button type="primary" htmlType="submit" disabled={waiting.length === 0} loading={keep.isPending}>
            {t("appraisal:minors.keep")}
          </Button>
          <span role="status" className="quiet">
            {waiting.length > 0 && t("appraisal:minors.unsaved", { count: waiting.length })}
            {keep.isSuccess && t("appraisal:minors.kept", { count: keep.variables.length })}
          </span>
        </div>
      )}
      {keep.error && <Problem error={keep.error} />}
    </form>
  );
}

interface ItemProps {
  item: Api["ItemScored"];
  typed: Typed;
  disabled: boolean;
  onChange: (next: Partial<Typed>) => void;
}

function Item({ item, typed, disabled, onChange }: ItemProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { number, asks, anchors } = item.anchor;
  return (
    <fieldset className="extraction-item" disabled={disabled}>
      <legend>
        {number} {say(item.name)} <span className="quiet">{say(asks)}</span>
      </legend>
      <div className="anchors">
        {SCORES.map((score) => {
          const said = anchors[score];
          return (
            <label key={score} className="tick">
              <input
                type="radio"
                name={`minors-${number}`}
                checked={typed.score === score}
                onChange={() => onChange({ score })}
              />
              <span>
                <strong>{score}</strong> {said && say(said)}
              </span>
            </label>
          );
        })}
      </div>
      {typed.score !== null && (
        <div className="filters">
          <Field
            label={t("appraisal:minors.place")}
            value={typed.place}
            onChange={(event) => onChange({ place: event.target.value })}
          />
          <Field
            label={t("appraisal:minors.reason")}
            value={typed.why}
            onChange={(event) => onChange({ why: event.target.value })}
          />
        </div>
      )}
    </fieldset>
  );
}
