import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { useAnew, useReview } from "./useReview";

type Text = Api["Text"];
type Part = "population" | "intervention" | "comparison" | "outcomes";
const PARTS: readonly Part[] = ["population", "intervention", "comparison", "outcomes"];
const EMPTY: Text = { zh: "", en: "" };

/** The protocol to be registered: question and numbered criteria, each in both languages. */
export function ProtocolForm({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const before = review.protocol;
  const [question, setQuestion] = useState<Record<Part, Text>>({
    population: before?.question.population ?? EMPTY,
    intervention: before?.question.intervention ?? EMPTY,
    comparison: before?.question.comparison ?? EMPTY,
    outcomes: before?.question.outcomes ?? EMPTY,
  });
  const [criteria, setCriteria] = useState<readonly Api["CriterionShown"][]>(
    before?.criteria ?? [
      { id: "1", text: EMPTY, includes: true },
      { id: "E1", text: EMPTY, includes: false },
    ],
  );
  const [votes, setVotes] = useState<1 | 2>(before?.votes ?? 2);
  const [why, setWhy] = useState("");
  const register = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/protocol", {
        params: { path, query },
        body: {
          after: review.version,
          question: {
            ...question,
            comparison: question.comparison.zh || question.comparison.en ? question.comparison : null,
            designs: before?.question.designs ?? null,
          },
          criteria: [...criteria],
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
    const n = criteria.filter((one) => one.includes === includes).length + 1;
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
            required={part !== "comparison"}
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
      </div>
      <Choose
        label={t("review:protocol.votes")}
        value={String(votes)}
        options={["2", "1"].map((value) => ({ value, label: value }))}
        onChange={(value) => setVotes(value === "1" ? 1 : 2)}
      />
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
