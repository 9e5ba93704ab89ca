import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { Problem } from "../parts/Problem";
import { useLanguage, useSay } from "../shell/language";
import { useMe } from "../shell/me";
import { Criteria } from "./Criteria";
import { ProtocolForm } from "./ProtocolForm";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

/** What the review says it will do: registered under its hash, amended with a reason, never changed. */
export default function Protocol() {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/protocol", { params: { path, query } });
  return (
    <ReviewFrame step="protocol" json="/protocol">
      {(review) => (
        <Answer of={asked} rows={10}>
          {(held) => <Protocols review={review} held={held} />}
        </Answer>
      )}
    </ReviewFrame>
  );
}

function Protocols({ review, held }: { review: Api["ReviewShown"]; held: Api["ProtocolPage"] }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const mayWrite = !review.demo && review.mine.length > 0;
  const [now, ...earlier] = held.registrations;
  return (
    <>
      <Card title={t("review:protocol.title")}>
        {now ? <Registered of={now} demo={review.demo} outcomes={held.outcomes} /> : <p>{t("review:protocol.none")}</p>}
      </Card>
      {mayWrite && (
        <Card title={t(now ? "review:protocol.amend" : "review:protocol.write")} note={t("conduct:protocol.note")}>
          <details open={!now}>
            <summary>{t("conduct:protocol.form")}</summary>
            <ProtocolForm
              key={me?.account ?? ""}
              version={held.version}
              before={now}
              outcomes={held.outcomes}
              form={held.form}
              standing={now && <Registered of={now} demo={review.demo} outcomes={held.outcomes} />}
            />
          </details>
        </Card>
      )}
      {earlier.length > 0 && (
        <Card title={t("conduct:protocol.earlier")}>
          {earlier.map((one) => (
            <details key={one.version}>
              <summary>{t("conduct:protocol.version", { n: one.number })}</summary>
              <Registered of={one} demo={review.demo} outcomes={held.outcomes} />
            </details>
          ))}
        </Card>
      )}
      <Deviations of={held} mayWrite={mayWrite} />
    </>
  );
}

interface RegisteredProps {
  of: Api["RegistrationShown"];
  demo: boolean;
  outcomes: readonly Api["OutcomeNamed"][];
}

function Registered({ of, demo, outcomes }: RegisteredProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <dl className="pairs">
        {(["population", "intervention", "comparison", "outcomes", "designs"] as const).map((part) => {
          const said = of.question[part];
          if (!said && part === "designs") return null;
          return (
            <div key={part}>
              <dt>{t(`review:question.${part}`)}</dt>
              <dd>
                {said ? say(said) : t("review:question.none")}
                {said && said.zh !== said.en && (
                  <span className="quiet both">{language === "zh" ? said.en : said.zh}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <Criteria of={of.criteria} both />
      <h3>{t("conduct:methods.title")}</h3>
      <Planned of={of.methods} outcomes={outcomes} />
      <dl className="pairs">
        <div>
          <dt>{t("conduct:items.title")}</dt>
          <dd>
            {of.items.length === 0
              ? t("conduct:items.library")
              : `${t("conduct:items.count", { count: of.items.length })}: ${of.items.map((one) => say(one.label)).join(" · ")}`}
          </dd>
        </div>
        {of.languages.length > 0 && (
          <div>
            <dt>{t("conduct:items.languages")}</dt>
            <dd>{of.languages.join(" · ")}</dd>
          </div>
        )}
      </dl>
      {!demo && of.begun.length > 0 && (
        <p>
          <span className="tag warn">{t("conduct:protocol.begun", { what: of.begun.map((one) => say(one)).join(" · ") })}</span>
        </p>
      )}
      {of.number > 1 && (
        <p>
          {t("conduct:protocol.changed", {
            parts: of.changed.map((one) => say(one)).join(" · ") || t("conduct:protocol.nothing"),
            why: of.why,
          })}
        </p>
      )}
      <p className="quiet">
        {demo
          ? t("review:protocol.entered")
          : t("review:protocol.registered", { when: moment(of.at, language), by: of.by, votes: of.votes })}
      </p>
      <p className="quiet digest">SHA-256 {of.digest}</p>
    </>
  );
}

function Planned({ of, outcomes }: { of: Api["MethodsShown"]; outcomes: readonly Api["OutcomeNamed"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const outcome = (key: string): string => {
    const found = outcomes.find((one) => one.key === key);
    return found ? say(found.label) : key;
  };
  const rows: [string, string][] = [
    ["measure", of.measure],
    ["model", of.model ? t(`conduct:model.${of.model}`) : ""],
    ["estimator", of.estimator],
    ["interval", of.interval ? t(`conduct:interval.${of.interval}`) : ""],
    ["rule", of.rule ? say(of.rule) : ""],
    ["subgroups", (of.subgroups ?? []).join(" · ")],
    ["sensitivity", (of.sensitivity ?? []).join(" · ")],
    ["bias_tests", (of.bias_tests ?? []).join(" · ")],
    ["software", of.software ?? ""],
    ["thresholds", (of.thresholds ?? []).map((one) => `${outcome(one.outcome)} ${one.percent}%`).join(" · ")],
  ];
  return (
    <dl className="pairs">
      {rows.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`conduct:methods.${key}`)}</dt>
          <dd>{value || <span className="quiet">{t("conduct:methods.silent")}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

function Deviations({ of, mayWrite }: { of: Api["ProtocolPage"]; mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { path, query } = useReview();
  const anew = useAnew();
  const [what, setWhat] = useState("");
  const [why, setWhy] = useState("");
  const keep = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/deviations", {
        params: { path, query },
        body: { after: of.version, what, why, touches: "" },
      }),
    onSuccess: () => {
      setWhat("");
      setWhy("");
    },
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <Card title={t("conduct:deviation.title")} note={t("conduct:deviation.note")}>
      {of.deviations.length === 0 && <p>{t("conduct:deviation.none")}</p>}
      <ul className="bullets">
        {of.deviations.map((one) => (
          <li key={one.version}>
            {one.what} <span className="quiet">{t("conduct:deviation.line", { why: one.why, by: one.by, when: moment(one.at, language) })}</span>
          </li>
        ))}
      </ul>
      {mayWrite && (
        <details>
          <summary>{t("conduct:deviation.add")}</summary>
          <form onSubmit={send} className="protocol-form">
            <Field label={t("conduct:deviation.what")} value={what} required onChange={(event) => setWhat(event.target.value)} />
            <Field label={t("conduct:deviation.why")} value={why} required onChange={(event) => setWhy(event.target.value)} />
            <div>
              <Button htmlType="submit" loading={keep.isPending}>
                {t("conduct:deviation.keep")}
              </Button>
            </div>
            {keep.error && <Problem error={keep.error} />}
          </form>
        </details>
      )}
    </Card>
  );
}
