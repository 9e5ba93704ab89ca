import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Figure } from "../../parts/Figure";
import { JobLine } from "../../parts/JobLine";
import { Mark } from "../../parts/Mark";
import { Page } from "../../parts/Page";
import { figure, percent } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";
import { Files } from "./Files";
import { EVERY, GOING } from "./useRun";
import "./trials.css";

/** Strategies compared: differences, which arm is best how often, what each one changes and why. */
export default function ComparisonRun() {
  const { t } = useTranslation();
  const say = useSay();
  const { run = "" } = useParams();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/comparisons/{run}",
    { params: { path: { run } } },
    { refetchInterval: ({ state }) => (state.data && GOING.has(state.data.head.state) ? EVERY : false) },
  );
  const head = asked.data?.head;
  return (
    <Page
      title={t("trials:comparison.title")}
      lead={
        head && (
          <>
            <span className="tag warn">{t("trials:simulated")}</span> {say(head.title)} ·{" "}
            {t("trials:run.size", { count: head.patients, days: head.days, seed: head.seed })}
          </>
        )
      }
    >
      <Answer of={asked} rows={14}>
        {(page) => (
          <div className="column">
            {page.head.state !== "done" && page.head.job && <JobLine job={page.head.job} />}
            {page.other_code && <p className="caution">{t("trials:run.other_code")}</p>}
            {page.answer && <Answered run={run} answer={page.answer} />}
            <Assumed arms={page.arms} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Answered({ run, answer }: { run: string; answer: Api["ComparisonAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <p className="caution">{say(answer.note)}</p>
      <Files run={run} tables={false} />
      <p className="quiet">
        {answer.members > 1 ? t("trials:comparison.with_members", { count: answer.members }) : t("trials:comparison.no_members")}
      </p>
      <Card title={t("trials:best.title")} note={t("trials:best.note")}>
        <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:best.title")}>
          <table className="plain dense">
            <thead>
              <tr>
                <th scope="col">{t("trials:changed.endpoint")}</th>
                <th scope="col">{t("trials:best.better")}</th>
                {answer.arms.map((arm) => (
                  <th key={arm.label.en} scope="col" className="right">
                    {say(arm.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.best.map((one) => (
                <tr key={one.id}>
                  <th scope="row">{say(one.label)}</th>
                  <td>{t(`trials:best.${one.better}`)}</td>
                  {one.shares.map((share, at) => (
                    <td key={answer.arms[at]?.label.en} className="right">
                      {percent(share, 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <div className="grid-cards wide-cards">
        {answer.figures.map((one) => (
          <Card key={one.name} title={say(one.caption)} note={t("trials:simulated")}>
            <Figure address={`/api/mechanism/runs/${run}/figures/${one.name}.svg?lang=${language}`} />
          </Card>
        ))}
      </div>
      {answer.arms.slice(1).map((arm, at) => (
        <Card key={arm.label.en} title={say(arm.label)} note={t("trials:comparison.against")}>
          <details open={at === 0}>
            <summary>{t("trials:comparison.table")}</summary>
            <Differences rows={answer.differences.filter((one) => one.arm === at + 1)} label={say(arm.label)} />
          </details>
        </Card>
      ))}
      <p className="quiet">{say(answer.rule)}</p>
    </>
  );
}

function Differences({ rows, label }: { rows: readonly Api["DifferenceShown"][]; label: string }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="plain dense">
        <thead>
          <tr>
            <th scope="col">{t("trials:changed.endpoint")}</th>
            <th scope="col" className="right">
              {t("trials:arm.reference")}
            </th>
            <th scope="col" className="right">
              {t("trials:arm.this")}
            </th>
            <th scope="col" className="right">
              {t("trials:changed.difference")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {say(one.label)} <span className="quiet">{t(`trials:reading.${one.reading.replaceAll(" ", "_").replaceAll("-", "_")}`)}</span>
              </th>
              <td className="right">{figure(one.first)}</td>
              <td className="right nowrap">
                {figure(one.other)} {one.unit}
              </td>
              <td className="right nowrap">
                {figure(one.difference)} ({figure(one.ci_lb)}; {figure(one.ci_ub)})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is assumed: each strategy's mechanism, and each number that it changes with its source. */
function Assumed({ arms }: { arms: readonly Api["ArmUsed"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("trials:assumed.title")} note={t("trials:assumed.note")}>
      {arms.map((arm) => (
        <section key={arm.label.en} className="arm">
          <h3>{say(arm.label)}</h3>
          {arm.strategies.length === 0 && <p className="quiet">{t("trials:assumed.none")}</p>}
          {arm.strategies.map((one) => (
            <div key={one.id}>
              <p>
                <span className="tag">{t(`mechanism:topic.${one.topic}`)}</span> <strong>{say(one.label)}</strong>{" "}
                <span className="tag warn">{t("trials:assumed.count", { count: one.assumed, all: one.changes.length })}</span>
              </p>
              <p>{say(one.text)}</p>
              <p className="quiet">
                {t("mechanism:strategy.expects")}
                {t("mechanism:colon")}
                {say(one.expects)}
              </p>
              {one.not_modelled && (
                <p className="quiet">
                  {t("mechanism:strategy.not_modelled")}
                  {t("mechanism:colon")}
                  {say(one.not_modelled)}
                </p>
              )}
              <ul className="bullets">
                {one.changes.map((own) => (
                  <li key={own.parameter}>
                    <Link to={`/mechanism/parameters?find=${own.parameter}`}>{say(own.label)}</Link> {say(own.said)}{" "}
                    <Mark mark={own.mark} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </Card>
  );
}
