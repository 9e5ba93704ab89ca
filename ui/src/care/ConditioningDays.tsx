import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Nothing } from "../parts/Nothing";
import { useSay } from "../shell/language";

const TAG: Partial<Record<string, string>> = { ok: "good", late: "warn" };

/** Each day's dose with its arithmetic, and the days on which the infusion may follow. */
export function ConditioningDays({ panel }: { panel: Api["ConditioningPanel"] }) {
  const { t } = useTranslation();
  const say = useSay();
  if (panel.doses.length === 0) return <Nothing text={t("care:conditioning.no_plan")} />;
  return (
    <>
      <p>
        {t("care:conditioning.bsa")}{" "}
        {panel.surfaces.map((one) => (
          <span key={one.formula} className={one.used ? "tag good" : "tag"}>
            {t(`care:conditioning.surface.${one.formula}`)} {one.area} m²
          </span>
        ))}
      </p>
      {panel.missing.length > 0 && (
        <p className="tag danger">{t("care:missing", { names: panel.missing.map(say).join(" · ") })}</p>
      )}
      <div className="scroll" tabIndex={0} role="group" aria-label={t("care:conditioning.days")}>
        <table className="plain dense">
          <thead>
            <tr>
              {["day", "drug", "dose", "working"].map((one) => (
                <th key={one} scope="col">
                  {t(`care:conditioning.column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {panel.doses.map((one) => (
              <tr key={`${one.drug}${one.day}`}>
                <td className="nowrap">
                  D{one.day} <span className="quiet">{one.on}</span>
                </td>
                <td>{say(one.label)}</td>
                <td className="nowrap">
                  {one.amount === null ? "—" : <strong>{`${one.amount} ${one.unit}`}</strong>}
                  {one.capped && <span className="tag warn">{t("care:conditioning.capped")}</span>}
                  {one.missing.length > 0 && <span className="tag danger">{t("care:step.held")}</span>}
                </td>
                <td>
                  {say(one.working)} <div className="quiet">{one.beside.join(" · ")}</div>
                </td>
              </tr>
            ))}
            <tr>
              <td className="nowrap">
                D0 <span className="quiet">{panel.infusion}</span>
              </td>
              <td colSpan={3}>{t("care:conditioning.cells")}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {panel.days && (
        <p>
          <span className={`tag ${TAG[panel.days.status] ?? "danger"}`}>{say(panel.days.text)}</span>
          {t("care:conditioning.window", {
            first: panel.days.first,
            last: panel.days.last,
            limit: panel.days.limit,
          })}{" "}
          <span className="quiet">{say(panel.days.place)}</span>
        </p>
      )}
      <p className="tag warn">{t("care:conditioning.no_steroid")}</p>
    </>
  );
}
