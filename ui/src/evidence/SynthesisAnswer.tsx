import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { CopyButton } from "../parts/CopyButton";
import { figure, interval, pValue, percent } from "../parts/format";
import { KeyNumber } from "../parts/Number";
import { SourceDrawer } from "../parts/SourceDrawer";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { type Options, type At, figureAddress } from "./address";
import { EstimateSource } from "./EstimateSource";

interface AnswerProps {
  pooled: Api["PooledAnswer"];
  path: At;
  options: Options;
}

/** The answer in figures and in sentences, beside what the paper prints. */
export function SynthesisAnswer({ pooled, path, options }: AnswerProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const { estimate, printed } = pooled;
  if (!estimate) return null;
  const { natural } = estimate;
  return (
    <div className="column">
      <Card
        title={t("evidence:answer.title")}
        actions={
          <span data-note className={`tag ${pooled.deviates ? "warn" : "good"}`}>
            {t(pooled.deviates ? "evidence:answer.exploratory" : "evidence:answer.declared")}
          </span>
        }
      >
        <div className="key-numbers">
          <KeyNumber
            value={percent(natural.estimate)}
            label={t("evidence:answer.interval", {
              level: estimate.level,
              interval: interval(natural.ci_lb, natural.ci_ub),
            })}
            onOpen={() => setOpen(true)}
          />
          <KeyNumber
            value={interval(natural.pi_lb, natural.pi_ub)}
            label={t("evidence:answer.prediction")}
            onOpen={() => setOpen(true)}
          />
        </div>
        <dl className="pairs">
          <dt>k · n</dt>
          <dd>
            {pooled.rows ? say(pooled.rows) : estimate.k} · {pooled.events}/{pooled.people}
          </dd>
          <dt>I²</dt>
          <dd>{estimate.I2 === null ? "—" : `${estimate.I2.toFixed(1)}%`}</dd>
          <dt>τ²</dt>
          <dd>
            {figure(estimate.tau2)} ({figure(estimate.tau2_lb)}–{figure(estimate.tau2_ub)})
          </dd>
          <dt>Q</dt>
          <dd>
            {figure(estimate.Q, 4)}, df {estimate.Q_df ?? "—"}, P {pValue(estimate.Qp)}
          </dd>
          {pooled.between && (
            <>
              <dt>{t("evidence:answer.between")}</dt>
              <dd>
                Q {figure(pooled.between.Q)}, df {pooled.between.df ?? "—"}, P {pValue(pooled.between.p)}
              </dd>
            </>
          )}
          {pooled.groups.map((one) => (
            <div key={one.level}>
              <dt>{one.level}</dt>
              <dd>
                {percent(one.estimate.natural.estimate)} (
                {interval(one.estimate.natural.ci_lb, one.estimate.natural.ci_ub)}),{" "}
                {one.rows ? say(one.rows) : `k ${one.estimate.k}`}
              </dd>
            </div>
          ))}
        </dl>
        {printed && (
          <p className="beside">
            {t("evidence:answer.printed", {
              estimate: printed.estimate,
              low: printed.ci_lb,
              high: printed.ci_ub,
              I2: printed.I2,
              k: printed.k,
            })}
          </p>
        )}
        <div className="hints">
          <TakeFigure
            address={figureAddress(path, "forest", language, options)}
            title={say(pooled.label)}
            name="forest"
            label={(form) => t("evidence:answer.forest_as", { form })}
          />
        </div>
      </Card>
      {pooled.result && (
        <Card title={t("evidence:results_sentence")} actions={<CopyButton text={say(pooled.result)} />}>
          <p>{say(pooled.result)}</p>
        </Card>
      )}
      {pooled.method && (
        <Card title={t("evidence:methods_sentence")} actions={<CopyButton text={say(pooled.method)} />}>
          <p>{say(pooled.method)}</p>
        </Card>
      )}
      {pooled.cautions.length > 0 && (
        <Card title={t("evidence:cautions")}>
          <ul className="bullets">
            {pooled.cautions.map((one) => (
              <li key={one.kind}>{say(one.text)}</li>
            ))}
          </ul>
        </Card>
      )}
      <SourceDrawer open={open} onClose={() => setOpen(false)} title={say(pooled.label)}>
        <EstimateSource pooled={pooled} />
      </SourceDrawer>
    </div>
  );
}
