import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { JobLine } from "../../parts/JobLine";
import { Page } from "../../parts/Page";
import { Tabs } from "../../parts/Tabs";
import { moment } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";
import { Beside } from "./Beside";
import { Changed } from "./Changed";
import { Design } from "./Design";
import { Files } from "./Files";
import { Operating } from "./Operating";
import { Curves, Outcomes } from "./Outcomes";
import { Patients } from "./Patients";
import { RunReport } from "./RunReport";
import { useRun } from "./useRun";
import "./trials.css";

const TABS = ["beside", "changed", "outcomes", "operating", "patients", "design"] as const;

/** A run of a virtual trial: progress while it goes on, then the simulated study. */
export default function Run() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { run = "" } = useParams();
  const asked = useRun(run);
  const page = asked.data;
  return (
    <Page
      title={page ? say(page.head.title) : t("trials:run.title")}
      lead={
        page && (
          <>
            <span className="tag warn">{t("trials:simulated")}</span>{" "}
            {t("trials:run.size", { count: page.head.patients, days: page.head.days, seed: page.head.seed })} ·{" "}
            {moment(page.head.at, language)}
          </>
        )
      }
      actions={page?.head.ready && <Link to={`/mechanism/trials/${page.head.ready}`}>{t("trials:run.again")}</Link>}
    >
      <Answer of={asked} rows={14}>
        {(found) => (
          <div className="column">
            {found.head.state !== "done" && found.head.job && <JobLine job={found.head.job} />}
            {found.other_code && <p className="caution">{t("trials:run.other_code")}</p>}
            {found.answer ? <Answered run={run} page={found} answer={found.answer} /> : <Design design={found.design} />}
          </div>
        )}
      </Answer>
    </Page>
  );
}

interface AnsweredProps {
  run: string;
  page: Api["TrialRunPage"];
  answer: Api["TrialAnswer"];
}

function Answered({ run, page, answer }: AnsweredProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get("tab")) ?? "beside";
  return (
    <>
      <p className="caution">{say(answer.note)}</p>
      <Files run={run} />
      <RunReport run={run} />
      <div>
        <Tabs
          label={t("trials:run.title")}
          items={TABS.map((key) => ({ key, label: t(`trials:tab.${key}`) }))}
          active={tab}
          onChange={(key) => setQuery(key === "beside" ? {} : { tab: key }, { replace: true })}
        >
          {tab === "beside" && <Beside run={run} answer={answer} />}
          {tab === "changed" && <Changed answer={answer} />}
          {tab === "outcomes" && (
            <>
              <Outcomes answer={answer} />
              <Curves run={run} answer={answer} />
            </>
          )}
          {tab === "operating" && <Operating run={run} arms={page.design.arms} answer={answer} />}
          {tab === "patients" && <Patients run={run} arms={page.design.arms} />}
          {tab === "design" && <Design design={page.design} />}
        </Tabs>
      </div>
    </>
  );
}
