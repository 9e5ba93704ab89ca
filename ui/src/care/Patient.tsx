import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { Tabs } from "../parts/Tabs";
import { useLanguage, useSay } from "../shell/language";
import { CalendarTab } from "./CalendarTab";
import { gradeClass, gradeText } from "./grades";
import { NowTab } from "./NowTab";
import { RecordTab } from "./RecordTab";
import { ResponseTab } from "./ResponseTab";
import { RuleDrawer } from "./RuleDrawer";
import "./care.css";

const TABS = ["now", "calendar", "response", "record"] as const;

/** One patient: what follows now, the calendar, the response, and how the record came to be so. */
export default function Patient() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const asked = queries.useQuery("get", "/api/care/patients/{patient}", {
    params: { path: { patient } },
  });
  const title = asked.data ? asked.data.name || asked.data.patient : t("care:patient.title");
  return (
    <RuleDrawer>
      <Page
        title={title}
        lead={asked.data && <Lead page={asked.data} />}
        actions={
          <Link className="chip here" to={`/care/patients/${patient}/grade`}>
            {t("care:grade.title")}
          </Link>
        }
      >
        <Answer of={asked}>{(page) => <Room page={page} />}</Answer>
      </Page>
    </RuleDrawer>
  );
}

function Lead({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      {page.demo && <span className="tag warn">{t(page.simulated ? "trials:simulated" : "care:demo")}</span>}
      {page.name && <span>{page.patient} · </span>}
      {page.hospital_number && <span>{page.hospital_number} · </span>}
      {page.day !== null && <span>{t("care:patient.day", { day: page.day })} · </span>}
      {moment(page.at, language)}
      {page.story && <> · {say(page.story)}</>}
    </>
  );
}

function Room({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get("tab")) ?? "now";
  return (
    <div className="column">
      <div className="grade-row">
        {(["crs", "icans"] as const).map((what) => (
          <Link key={what} to={`/care/patients/${page.id}/grade?what=${what}`} className="grade-tile">
            <span className="quiet">{t(`care:grade.${what}`)}</span>
            <span className={gradeClass(page[what])}>{gradeText(page[what])}</span>
            {page[what].low === null && <span className="quiet">{say(page[what].value)}</span>}
          </Link>
        ))}
      </div>
      <div>
        <Tabs
          label={t("care:patient.title")}
          items={TABS.map((key) => ({ key, label: t(`care:tab.${key}`) }))}
          active={tab}
          onChange={(key) => setQuery(key === "now" ? {} : { tab: key }, { replace: true })}
        >
          {tab === "now" && <NowTab page={page} />}
          {tab === "calendar" && <CalendarTab patient={page.id} />}
          {tab === "response" && <ResponseTab patient={page.id} />}
          {tab === "record" && <RecordTab patient={page.id} />}
        </Tabs>
      </div>
    </div>
  );
}
