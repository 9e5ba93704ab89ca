import type { ReactNode } from "react";
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
import { LookBack } from "./LookBack";
import { NowTab } from "./NowTab";
import { pastQuery, usePast } from "./past";
import { RecordTab } from "./RecordTab";
import { ResponseTab } from "./ResponseTab";
import { RuleDrawer } from "./RuleDrawer";
import { TimelineTab } from "./TimelineTab";
import "./care.css";

const TABS = ["now", "timeline", "calendar", "response", "record"] as const;

const LINKS = [
  ["table", "course:actions.table"],
  ["entries", "course:actions.entries"],
  ["orders", "course:actions.orders"],
] as const;

/** One patient: what follows now, the calendar, the response, and how the record came to be so. */
export default function Patient() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const past = usePast();
  const asked = queries.useQuery(
    "get",
    "/api/care/patients/{patient}",
    { params: { path: { patient }, query: pastQuery(past) } },
    // time alone makes checks due; the past stands still
    { refetchInterval: past ? false : 60_000 },
  );
  const title = asked.data ? asked.data.name || asked.data.patient : t("care:patient.title");
  return (
    <RuleDrawer>
      <Page
        title={title}
        named={asked.data?.patient}
        lead={asked.data && <Lead page={asked.data} />}
        actions={
          past ? undefined : (
            <span className="edge-buttons">
              {LINKS.map(([to, label]) => (
                <Link key={to} className="chip" to={`/care/patients/${patient}/${to}`}>
                  {t(label)}
                </Link>
              ))}
              <Link className="chip here" to={`/care/patients/${patient}/grade`}>
                {t("care:grade.title")}
              </Link>
            </span>
          )
        }
      >
        <Answer of={asked}>{(page) => <Room page={page} />}</Answer>
      </Page>
    </RuleDrawer>
  );
}

function Lead({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const past = usePast(); // a course's story tells what came later
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      {page.demo && <span className="tag warn">{t(page.simulated ? "trials:simulated" : "care:demo")}</span>}
      {page.name && <span>{page.patient} · </span>}
      {page.hospital_number && <span data-export="">{page.hospital_number} · </span>}
      {page.day !== null && <span>{t("care:patient.day", { day: page.day })} · </span>}
      {moment(page.at, language)}
      {page.story && !past && <> · {say(page.story)}</>}
    </>
  );
}

function Room({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const past = usePast();
  const [query, setQuery] = useSearchParams();
  const tab = TABS.find((one) => one === query.get("tab")) ?? "now";
  const choose = (key: string): void => {
    const next = new URLSearchParams(query);
    if (key === "now") next.delete("tab");
    else next.set("tab", key);
    setQuery(next, { replace: true });
  };
  return (
    <div className="column">
      <LookBack key={past ?? ""} seen={page.at} />
      <div className="grade-row">
        {(["crs", "icans"] as const).map((what) => (
          <Tile key={what} to={past ? null : `/care/patients/${page.id}/grade?what=${what}`}>
            <span className="quiet">{t(`care:grade.${what}`)}</span>
            <span className={gradeClass(page[what])}>{gradeText(page[what])}</span>
            {page[what].low === null && <span className="quiet">{say(page[what].value)}</span>}
          </Tile>
        ))}
      </div>
      <div>
        <Tabs
          label={t("care:patient.title")}
          items={TABS.map((key) => ({ key, label: t(key === "timeline" ? "course:tab" : `care:tab.${key}`) }))}
          active={tab}
          onChange={choose}
        >
          {tab === "now" && <NowTab page={page} />}
          {tab === "timeline" && <TimelineTab patient={page.id} />}
          {tab === "calendar" && <CalendarTab patient={page.id} />}
          {tab === "response" && <ResponseTab patient={page.id} />}
          {tab === "record" && <RecordTab patient={page.id} />}
        </Tabs>
      </div>
    </div>
  );
}

/** A grade that leads to the bedside; looking back it leads nowhere: nothing is written there. */
function Tile({ to, children }: { to: string | null; children: ReactNode }) {
  if (to === null) return <span className="grade-tile">{children}</span>;
  return (
    <Link to={to} className="grade-tile">
      {children}
    </Link>
  );
}
