import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { useLanguage, useSay } from "../shell/language";
import { pastQuery, usePast } from "./past";

const TAG: Partial<Record<string, string>> = { overdue: "danger", due: "warn", done: "good", running: "good" };

/** What is due after the infusion, and the same as a calendar file. */
export function CalendarTab({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/calendar", {
    params: { path: { patient }, query: pastQuery(usePast()) },
  });
  return (
    <Answer of={asked}>
      {(items) =>
        items.length === 0 ? (
          <Nothing text={t("care:calendar.none")} />
        ) : (
          <Card
            title={t("care:tab.calendar")}
            actions={
              <a href={`/api/care/patients/${patient}/calendar.ics`} download>
                {t("care:calendar.file")}
              </a>
            }
          >
            <div className="scroll" tabIndex={0} role="group" aria-label={t("care:tab.calendar")}>
              <table className="plain dense">
                <thead>
                  <tr>
                    {["when", "state", "what", "why"].map((one) => (
                      <th key={one} scope="col">
                        {t(`care:calendar.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <tr key={one.id}>
                      <td className="nowrap">
                        {one.due ? (one.due.length > 10 ? moment(one.due, language) : one.due) : "—"}
                      </td>
                      <td>
                        <span className={`tag ${TAG[one.status] ?? ""}`}>{say(one.status_words)}</span>
                      </td>
                      <td>
                        {say(one.text)}
                        {one.missing.length > 0 && (
                          <div className="quiet">
                            {t("care:missing", { names: one.missing.map(say).join(" · ") })}
                          </div>
                        )}
                      </td>
                      <td>
                        {say(one.why)} <span className="quiet">{say(one.place)}</span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Card>
        )
      }
    </Answer>
  );
}
