import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import { useMe } from "../shell/me";
import { gradeClass, gradeText } from "./grades";
import "./care.css";

type Row = Api["WardPatient"];
const COLUMNS = ["patient", "day", "crs", "icans", "next", "due", "overdue"] as const;

/** Every patient: day, grades, what is next, due and overdue. */
export default function Ward() {
  const { t } = useTranslation();
  const [pressing, setPressing] = useState(false);
  const { me } = useMe();
  const asked = queries.useQuery("get", "/api/care/ward", {}, { refetchInterval: 60_000 });
  return (
    <Page
      title={t("care:ward.title")}
      lead={`${t("care:ward.lead")} ${me ? t("care:ward.clock", { zone: me.zone }) : ""}`}
      json="/api/care/ward"
      actions={<Link to="/care/new">{t("care:new.title")}</Link>}
    >
      <Answer of={asked}>
        {(rows) => {
          const shown = pressing ? rows.filter((one) => one.overdue > 0 || one.visits_overdue > 0) : rows;
          return (
            <Card>
              <div className="filters">
                <label className="tick">
                  <input
                    type="checkbox"
                    checked={pressing}
                    onChange={(event) => setPressing(event.target.checked)}
                  />
                  {t("care:ward.only_overdue")}
                </label>
              </div>
              {shown.length === 0 ? (
                <Nothing text={t("care:ward.none")} />
              ) : (
                <div className="scroll" tabIndex={0} role="group" aria-label={t("care:ward.title")}>
                  <table className="plain ward">
                    <thead>
                      <tr>
                        {COLUMNS.map((one) => (
                          <th key={one} scope="col">
                            {t(`care:column.${one}`)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {shown.map((one) => (
                        <WardRow key={one.id} row={one} />
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
            </Card>
          );
        }}
      </Answer>
    </Page>
  );
}

function WardRow({ row }: { row: Row }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const home = `/care/patients/${row.id}`;
  return (
    <tr>
      <td>
        <Link to={home} data-export={row.patient}>
          {row.name || row.patient}
        </Link>{" "}
        {row.demo && <span className="tag warn">{t(row.simulated ? "trials:simulated" : "care:demo")}</span>}
        {row.title && <div className="quiet">{say(row.title)}</div>}
      </td>
      <td>{row.day === null ? "—" : `D${row.day}`}</td>
      {(["crs", "icans"] as const).map((what) => (
        <td key={what}>
          <Link to={`${home}/grade?what=${what}`} className={gradeClass(row[what])}>
            {gradeText(row[what])}
          </Link>
          {row[what].low === null && <div className="quiet nowrap">{say(row[what].value)}</div>}
        </td>
      ))}
      <td>
        {row.next ? (
          <>
            <span className={`step ${row.next.kind}`}>{t(`care:step.${row.next.kind}`)}</span>{" "}
            {say(row.next.label)}
          </>
        ) : (
          "—"
        )}
      </td>
      <td>
        {row.due.map((one) => (
          <div key={one.name}>
            {say(one.label)}{" "}
            <span className="quiet nowrap">
              {one.due ? moment(one.due, language) : t(`care:check.${one.status}`)}
            </span>
          </div>
        ))}
      </td>
      <td>
        {row.overdue > 0 && (
          <div>
            <span className="tag danger">{t("care:ward.checks", { count: row.overdue })}</span>
          </div>
        )}
        {row.visits_overdue > 0 && (
          <div>
            <span className="tag danger">{t("care:ward.visits", { count: row.visits_overdue })}</span>
          </div>
        )}
        {row.overdue === 0 && row.visits_overdue === 0 && "—"}
      </td>
    </tr>
  );
}
