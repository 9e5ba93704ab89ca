import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { pastQuery, pastTail, usePast } from "./past";

const FORMS = ["svg", "png", "tiff", "pdf"] as const;

/** The course of a patient over time: the figure, and the same in words. */
export function TimelineTab({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const at = usePast();
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/timeline", {
    params: { path: { patient }, query: pastQuery(at) },
  });
  const address =
    `/api/care/patients/${patient}/timeline/figure.svg?lang=${language}${pastTail(at)}`;
  return (
    <Answer of={asked} rows={16}>
      {(found) =>
        found.lanes.length === 0 ? (
          <Nothing text={t("course:none")} />
        ) : (
          <div className="column">
            <Card
              title={t(found.infused ? "course:title" : "course:title_before")}
              note={t("course:note")}
              actions={
                <span>
                  {t("course:keep")}{" "}
                  <TakeFigure
                    address={address}
                    title={t(found.infused ? "course:title" : "course:title_before")}
                    name="timeline"
                    forms={FORMS}
                  />
                </span>
              }
            >
              <Figure address={address} rows={20} />
            </Card>
            <Card title={t("course:lanes")}>
              <div className="decisions">
                {found.lanes.map((lane) => (
                  <Lane key={lane.id} lane={lane} />
                ))}
              </div>
            </Card>
          </div>
        )
      }
    </Answer>
  );
}

function Lane({ lane }: { lane: Api["TimelineLane"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <details>
      <summary>
        {say(lane.label)} <span className="tag">{t("course:lane_count", { count: lane.entries.length })}</span>
      </summary>
      {lane.lines.length > 0 && (
        <p className="quiet">{t("course:limits", { limits: `${lane.lines.join(" · ")} ${lane.unit}` })}</p>
      )}
      <table className="plain dense">
        <tbody>
          {lane.entries.map((one) => (
            <tr key={`${one.start}${one.text.en}`}>
              <th scope="row" className="nowrap">
                {moment(one.start, language)}
                {one.end && ` ${t("course:to")} ${moment(one.end, language)}`}
              </th>
              <td>{say(one.text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
