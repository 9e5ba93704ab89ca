import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Figure } from "../../parts/Figure";
import { TakeFigure } from "../../parts/TakeFigure";
import { percent } from "../../parts/format";
import { useEstimate } from "./useEstimate";
import { useLanguage, useSay } from "../../shell/language";

/** What trials of a design would find: power with its simulation error, figure, and each size. */
export function OperatingAnswer({ run, answer }: { run: string; answer: Api["OperatingAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { estimate, width } = useEstimate(answer.measure);
  const figure = (name: string): string => `/api/mechanism/runs/${run}/figures/${name}.svg?lang=${language}`;
  const timed = answer.rows.some((one) => one.events !== null);
  return (
    <>
      <Card title={say(answer.label)} note={`${t("trials:simulated")} · ${say(answer.compared)}`}>
        <dl className="pairs narrow">
          <div>
            <dt>{t("trials:operating.truth")}</dt>
            <dd>{estimate(answer.truth)}</dd>
          </div>
          <div>
            <dt>{t("trials:operating.enough")}</dt>
            <dd>{answer.enough ?? t("trials:operating.none")}</dd>
          </div>
        </dl>
        {answer.caution && <p className="caution">{say(answer.caution)}</p>}
        <p>
          {t("trials:operating.test")}
          {t("mechanism:colon")}
          {say(answer.test)}
        </p>
        {answer.said.map((one) => (
          <p key={one.en}>{say(one)}</p>
        ))}
        <p className="quiet">{say(answer.definition)}</p>
        <h3>{t("trials:operating.not_told")}</h3>
        <ul className="bullets">
          {answer.not_told.map((one) => (
            <li key={one.en}>{say(one)}</li>
          ))}
        </ul>
        <p className="hints">
          <a href={`/api/mechanism/runs/${run}/plan.toml`} download>
            {t("trials:operating.plan")}
          </a>
          <a href={`/api/mechanism/designs/${run}/table.csv?lang=${language}`} download>
            {t("trials:operating.csv")}
          </a>
          <a href={`/api/mechanism/designs/${run}`}>{t("trials:operating.json")}</a>
        </p>
      </Card>
      {answer.figures.map((one) => (
        <Card
          key={one.name}
          title={say(one.caption)}
          note={t("trials:simulated")}
          actions={<TakeFigure address={figure(one.name)} title={say(one.caption)} name={one.name} />}
        >
          <Figure address={figure(one.name)} />
        </Card>
      ))}
      <Card title={t("trials:operating.rows")} note={t("trials:operating.rows_note", { count: answer.trials })}>
        <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:operating.rows")}>
          <table className="plain dense">
            <thead>
              <tr>
                <th scope="col">{t("trials:operating.n")}</th>
                {(["estimates", "widths", "covered", "power", "error"] as const).map((name) => (
                  <th key={name} scope="col" className="right">
                    {t(`trials:operating.${name}`)}
                  </th>
                ))}
                {timed && (
                  <th scope="col" className="right">
                    {t("trials:operating.events")}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {answer.rows.map((one) => (
                <tr key={one.n}>
                  <th scope="row">
                    {one.n} {one.planned && <span className="tag">{t("trials:operating.planned")}</span>}
                  </th>
                  <td className="right nowrap">
                    {estimate(one.estimates[2])} ({estimate(one.estimates[0])}; {estimate(one.estimates[4])})
                  </td>
                  <td className="right nowrap">
                    {width(one.widths[1])} ({width(one.widths[0])}; {width(one.widths[2])})
                  </td>
                  <Rate of={one.covered} />
                  <Rate of={one.power} />
                  <Rate of={one.type_1_error} />
                  {timed && <td className="right">{one.events?.toFixed(1)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  );
}

function Rate({ of }: { of: Api["RateShown"] }) {
  return (
    <td className="right nowrap">
      {percent(of.value)} ({percent(of.ci_lb)}; {percent(of.ci_ub)})
    </td>
  );
}
