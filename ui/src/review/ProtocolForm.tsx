import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { ProtocolMethods } from "./ProtocolMethods";
import { asked, type Methods } from "./protocol-methods";
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
}

/** The protocol to be registered: question, numbered criteria, methods; in both languages. */
export function ProtocolForm({ version, before, outcomes }: FormProps) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const [question, setQuestion] = useState<Record<Part, Text>>({
    population: before?.question.population ?? EMPTY,
    intervention: before?.question.intervention ?? EMPTY,
    comparison: before?.question.comparison ?? EMPTY,
    outcomes: before?.question.outcomes ?? EMPTY,
    designs: before?.question.designs ?? EMPTY,
  });
  const [criteria, setCriteria] = useState<readonly Api["CriterionShown"][]>(
    before?.criteria ?? [
      { id: "1", text: EMPTY, includes: true },
      { id: "E1", text: EMPTY, includes: false },
    ],
  );
  const [methods, setMethods] = useState<Methods>(asked(before?.methods));
  const [votes, setVotes] = useState<1 | 2>(before?.votes ?? 2);
  const [why, setWhy] = useState("");
  const said = (text: Text): Text | null => (text.zh || text.en ? text : null);
  const register = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/protocol", {
        params: { path, query },
        body: {
          after: version,
          question: {
            ...question,
            comparison: said(question.comparison),
            designs: said(question.designs),
          },
          criteria: [...criteria],
          methods: { ...methods, rule: methods.rule ? said(methods.rule) : null },
          votes,
          why,
        },
      }),
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    register.mutate();
  };
  const change = (at: number, next: Partial<Api["CriterionShown"]>): void =>
    setCriteria(criteria.map((one, i) => (i === at ? { ...one, ...next } : one)));
  const add = (includes: boolean): void => {
    const taken = new Set(criteria.map((one) => one.id));
    let n = 1;
    while (taken.has(includes ? `${n}` : `E${n}`)) n += 1;
    setCriteria([...criteria, { id: includes ? `${n}` : `E${n}`, text: EMPTY, includes }]);
  };
  return (
    <form onSubmit={send} className="protocol-form">
      {PARTS.map((part) =>
        (["zh", "en"] as const).map((language) => (
          <Field
            key={`${part} ${language}`}
            label={`${t(`review:question.${part}`)} (${t(`review:in.${language}`)})`}
            value={question[part][language]}
            required={!OPTIONAL.has(part)}
            onChange={(event) =>
              setQuestion({ ...question, [part]: { ...question[part], [language]: event.target.value } })
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
          <Button onClick={() => setCriteria(criteria.slice(0, -1))}>
            {t("conduct:criteria.drop", { id: criteria.at(-1)?.id })}
          </Button>
        )}
      </div>
      <Choose
        label={t("review:protocol.votes")}
        value={String(votes)}
        options={["2", "1"].map((value) => ({ value, label: value }))}
        onChange={(value) => setVotes(value === "1" ? 1 : 2)}
      />
      <ProtocolMethods methods={methods} outcomes={outcomes} onChange={setMethods} />
      {before && (
        <Field label={t("review:protocol.why")} value={why} required onChange={(event) => setWhy(event.target.value)} />
      )}
      <div>
        <Button type="primary" htmlType="submit" loading={register.isPending}>
          {t("review:protocol.register")}
        </Button>
      </div>
      {register.error && <Problem error={register.error} />}
    </form>
  );
}
