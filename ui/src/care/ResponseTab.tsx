import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { useSay } from "../shell/language";
import { pastQuery, usePast } from "./past";

/** The response at each assessment, with its reasoning. */
export function ResponseTab({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/response", {
    params: { path: { patient }, query: pastQuery(usePast()) },
  });
  return (
    <Answer of={asked}>
      {(course) =>
        course.visits.length === 0 ? (
          <Nothing text={t("care:response.none")} />
        ) : (
          <Card title={t("care:tab.response")} note={t("care:response.note")}>
            <p>
              {t("care:response.best")} <strong>{course.best_confirmed}</strong>
              {course.progression && ` · ${t("care:response.progression", { day: course.progression })}`}
            </p>
            {course.flags.map((one) => (
              <p key={one.en}>
                <span className="tag warn">!</span>
                {say(one)}
              </p>
            ))}
            <div className="scroll" tabIndex={0} role="group" aria-label={t("care:tab.response")}>
              <table className="plain dense">
                <thead>
                  <tr>
                    {["day", "level", "because"].map((one) => (
                      <th key={one} scope="col">
                        {t(`care:response.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {course.visits.map((one) => (
                    <tr key={one.at}>
                      <td className="nowrap">{one.at}</td>
                      <td>
                        <strong>{one.level}</strong>
                      </td>
                      <td>
                        <ul className="bullets">
                          {[...one.components, ...one.flags].map((text) => (
                            <li key={text.en}>{say(text)}</li>
                          ))}
                        </ul>
                        {one.missing.length > 0 && (
                          <p>{t("care:missing", { names: one.missing.map(say).join(" · ") })}</p>
                        )}
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
