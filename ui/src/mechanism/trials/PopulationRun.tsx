import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Figure } from "../../parts/Figure";
import { JobLine } from "../../parts/JobLine";
import { Mark } from "../../parts/Mark";
import { Page } from "../../parts/Page";
import { Tabs } from "../../parts/Tabs";
import { figure, percent } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";
import { Beside } from "./Beside";
import { Outcomes } from "./Outcomes";
import { Patients } from "./Patients";
import { Files } from "./Files";
import { Sensitivity } from "./Sensitivity";
import { GOING, EVERY } from "./useRun";
import "./trials.css";

const TABS = ["beside", "courses", "model", "baseline", "outcomes", "sensitivity", "patients"] as const;

/** A population run: beside the evidence, courses with bands, table 1, and every patient. */
export default function PopulationRun() {
  const { t } = useTranslation();
  const say = useSay();
  const { run = "" } = useParams();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/populations/{run}",
    { params: { path: { run } } },
    { refetchInterval: ({ state }) => (state.data && GOING.has(state.data.head.state) ? EVERY : false) },
  );
  const head = asked.data?.head;
  return (
    <Page
      title={head ? say(head.title) : t("trials:population.title")}
      lead={
        head && (
          <>
            <span className="tag warn">{t("trials:simulated")}</span>{" "}
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
            {page.answer && <Answered run={run} page={page} answer={page.answer} />}
          </div>
        )}
      </Answer>
    </Page>
  );
}

interface AnsweredProps {
  run: string;
  page: Api["PopulationRunPage"];
  answer: Api["PopulationAnswer"];
}

function Answered({ run, page, answer }: AnsweredProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get("tab")) ?? "beside";
  const courses = answer.figures.filter((one) => !one.name.startsWith("forest-"));
  return (
    <>
      <p className="caution">{say(answer.note)}</p>
      <Files run={run} />
      <div>
        <Tabs
          label={t("trials:population.title")}
          items={TABS.map((key) => ({ key, label: t(`trials:tab.${key}`) }))}
          active={tab}
          onChange={(key) => setQuery(key === "beside" ? {} : { tab: key }, { replace: true })}
        >
          {tab === "beside" && <Beside run={run} answer={answer} />}
          {tab === "courses" && (
            <div className="grid-cards wide-cards">
              {courses.map((one) => (
                <Card key={one.name} title={say(one.caption)} note={t("trials:simulated")}>
                  <Figure address={`/api/mechanism/runs/${run}/figures/${one.name}.svg?lang=${language}`} />
                </Card>
              ))}
            </div>
          )}
          {tab === "model" && <ModelOutcomes answer={answer} />}
          {tab === "baseline" && <Baseline rows={answer.baseline} />}
          {tab === "outcomes" && <Outcomes answer={answer} />}
          {tab === "sensitivity" && <Sensitivity run={run} outcomes={answer.outcomes} />}
          {tab === "patients" && <Patients run={run} arms={[{ id: page.arm, label: page.given }]} />}
        </Tabs>
      </div>
    </>
  );
}

function ModelOutcomes({ answer }: { answer: Api["PopulationAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("trials:tab.model")} note={say(answer.model_note)}>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:tab.model")}>
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("trials:changed.endpoint")}</th>
              <th scope="col" className="right">
                {t("trials:model.share")}
              </th>
              <th scope="col" className="right">
                {t("trials:model.middle")}
              </th>
              <th scope="col" className="right">
                {t("trials:model.range")}
              </th>
              <th scope="col" className="right">
                {t("trials:model.known")}
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.outcomes.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {say(one.label)} <span className="quiet">{say(one.group)}</span>
                </th>
                <td className="right">{percent(one.share)}</td>
                <td className="right nowrap">
                  {figure(one.middle)} {one.unit}
                </td>
                <td className="right nowrap">
                  {figure(one.low)}–{figure(one.high)}
                </td>
                <td className="right">
                  {one.known}/{one.asked}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">{say(answer.rule)}</p>
    </Card>
  );
}

function Baseline({ rows }: { rows: readonly Api["BaselineShown"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("trials:tab.baseline")} note={t("trials:baseline.note")}>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:tab.baseline")}>
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("trials:baseline.what")}</th>
              <th scope="col">{t("trials:baseline.virtual")}</th>
              <th scope="col">{t("trials:baseline.real")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.label.en}>
                <th scope="row">{say(one.label)}</th>
                <td className="nowrap">
                  {one.share ? percent(one.value) : `${figure(one.value)} (${figure(one.low)}–${figure(one.high)}) ${one.unit}`}
                </td>
                <td>
                  {one.cohorts.length === 0
                    ? "—"
                    : one.cohorts.map((own) => (
                        <div key={own.cohort + own.printed}>
                          {own.cohort} {own.printed} <Mark mark={own.mark} />
                        </div>
                      ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
