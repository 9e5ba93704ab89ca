import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { DraftNote } from "../parts/DraftNote";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { sinceOf } from "../parts/Since";
import { useDraft } from "../parts/useDraft";
import { useUnkept } from "../parts/useUnkept";
import { useMe } from "../shell/me";
import { Overtaken } from "./Overtaken";
import { ProtocolItems } from "./ProtocolItems";
import { ProtocolMethods } from "./ProtocolMethods";
import { asked, listed, type Methods } from "./protocol-methods";
import { useAnew, useReview } from "./useReview";

type Text = Api["Text"];
type Part = "population" | "intervention" | "comparison" | "outcomes" | "designs";
const PARTS: readonly Part[] = ["population", "intervention", "comparison", "outcomes", "designs"];
const OPTIONAL: ReadonlySet<Part> = new Set(["comparison", "designs"]);
const EMPTY: Text = { zh: "", en: "" };

interface FormProps {
  version: number;
  before: Api["RegistrationShown"] | undefined;
  outcomes: readonly Api["OutcomeNamed"][];
  /** The library's items of extraction. */
  form: readonly Api["ExtractionItem"][];
  /** The protocol that stands, as it reads. */
  standing: ReactNode;
}

/** What stands in the form, and from which version of the review and which protocol it was begun. */
interface Draft {
  after: number;
  number: number;
  question: Record<Part, Text>;
  criteria: readonly Api["CriterionShown"][];
  methods: Methods;
  items: Api["ExtractionItem"][];
  languages: string;
  votes: 1 | 2;
  why: string;
}

function fresh(version: number, before: Api["RegistrationShown"] | undefined): Draft {
  return {
    after: version,
    number: before?.number ?? 0,
    question: {
      population: before?.question.population ?? EMPTY,
      intervention: before?.question.intervention ?? EMPTY,
      comparison: before?.question.comparison ?? EMPTY,
      outcomes: before?.question.outcomes ?? EMPTY,
      designs: before?.question.designs ?? EMPTY,
    },
    criteria: before?.criteria ?? [
      { id: "1", text: EMPTY, includes: true },
      { id: "E1", text: EMPTY, includes: false },
    ],
    methods: asked(before?.methods),
    items: before?.items ?? [],
    languages: before?.languages.join("; ") ?? "",
    votes: before?.votes ?? 2,
    why: "",
  };
}

/** The protocol to be registered: question, numbered criteria, methods; in both languages. */
export function ProtocolForm({ version, before, outcomes, form, standing }: FormProps) {
  const { t } = useTranslation();
  const { id, as, path, query } = useReview();
  const { me } = useMe();
  const anew = useAnew();
  // from the first change on, the form is of the version it was begun from, whatever others write
  const [draft, setDraft, kept] = useDraft<Draft>(`trephine-protocol ${me?.account ?? ""} ${as} ${id}`);
  useUnkept(draft !== null);
  const begun = { ...fresh(version, before), ...draft };
  const { question, criteria, methods, items, languages, votes, why } = begun;
  const fill = (part: Partial<Draft>): void => setDraft({ ...begun, ...part });
  const said = (text: Text): Text | null => (text.zh || text.en ? text : null);
  const register = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/protocol", {
        params: { path, query },
        body: {
          after: begun.after,
          question: {
            ...question,
            comparison: said(question.comparison),
            designs: said(question.designs),
          },
          criteria: [...criteria],
          methods: { ...methods, rule: methods.rule ? said(methods.rule) : null },
          items,
          languages: listed(languages),
          votes,
          why,
        },
      }),
    onSuccess: () => setDraft(null),
    onSettled: anew,
  });
  const newer = draft !== null && (before?.number ?? 0) !== draft.number;
  const refused = sinceOf(register.error).length > 0;
  const take = (next: Draft | null): void => {
    setDraft(next);
    register.reset();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    register.mutate();
  };
  const change = (at: number, next: Partial<Api["CriterionShown"]>): void =>
    fill({ criteria: criteria.map((one, i) => (i === at ? { ...one, ...next } : one)) });
  const add = (includes: boolean): void => {
    const taken = new Set(criteria.map((one) => one.id));
    let n = 1;
    while (taken.has(includes ? `${n}` : `E${n}`)) n += 1;
    fill({ criteria: [...criteria, { id: includes ? `${n}` : `E${n}`, text: EMPTY, includes }] });
  };
  return (
    <form onSubmit={send} className="protocol-form">
      {(newer || refused) && (
        <Overtaken
          error={register.error}
          theirs={standing}
          onTheirs={newer ? () => take(null) : undefined}
          onMine={() => take({ ...begun, after: version, number: before?.number ?? 0 })}
        />
      )}
      {draft && <DraftNote at={kept} onDrop={() => take(null)} />}
      {PARTS.map((part) =>
        (["zh", "en"] as const).map((language) => (
          <Field
            key={`${part} ${language}`}
            label={`${t(`review:question.${part}`)} (${t(`review:in.${language}`)})`}
            value={question[part][language]}
            required={!OPTIONAL.has(part)}
            onChange={(event) =>
              fill({ question: { ...question, [part]: { ...question[part], [language]: event.target.value } } })
            }
          />
        )),
      )}
      {criteria.map((one, at) =>
        (["zh", "en"] as const).map((language) => (
          <Field
            key={`${one.id} ${language}`}
            label={`${t(one.includes ? "review:criteria.include" : "review:criteria.exclude")} ${one.id} (${t(`review:in.${language}`)})`}
            value={one.text[language]}
            required
            onChange={(event) => change(at, { text: { ...one.text, [language]: event.target.value } })}
          />
        )),
      )}
      <div className="actions">
        <Button onClick={() => add(true)}>{t("review:criteria.add_include")}</Button>
        <Button onClick={() => add(false)}>{t("review:criteria.add_exclude")}</Button>
        {criteria.length > 1 && (
          <Button onClick={() => fill({ criteria: criteria.slice(0, -1) })}>
            {t("conduct:criteria.drop", { id: criteria.at(-1)?.id })}
          </Button>
        )}
      </div>
      <Choose
        label={t("review:protocol.votes")}
        value={String(votes)}
        options={["2", "1"].map((value) => ({ value, label: value }))}
        onChange={(value) => fill({ votes: value === "1" ? 1 : 2 })}
      />
      <Field
        label={t("conduct:methods.list", { name: t("conduct:items.languages") })}
        value={languages}
        onChange={(event) => fill({ languages: event.target.value })}
      />
      <ProtocolItems items={items} form={form} outcomes={outcomes} onChange={(next) => fill({ items: next })} />
      <ProtocolMethods
        key={begun.number}
        methods={methods}
        outcomes={outcomes}
        onChange={(next) => fill({ methods: next })}
      />
      {before && (
        <Field label={t("review:protocol.why")} value={why} required onChange={(event) => fill({ why: event.target.value })} />
      )}
      <div>
        <Button type="primary" htmlType="submit" disabled={newer || refused} loading={register.isPending}>
          {t("review:protocol.register")}
        </Button>
      </div>
      {register.error && !refused && <Problem error={register.error} />}
    </form>
  );
}
