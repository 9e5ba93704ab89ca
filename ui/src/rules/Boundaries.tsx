import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { useSay } from "../shell/language";

/** Every limit of a table: what holds just below it, at it, just above it. */
export function Boundaries({ boundaries }: { boundaries: readonly Api["BoundaryShown"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const holds = (one: boolean) => (
    <td className={one ? "center yes" : "center"}>{t(one ? "rules:boundary.yes" : "rules:boundary.no")}</td>
  );
  return (
    <Card title={t("rules:boundary.title")} note={t("rules:boundary.note")}>
      <table className="plain dense">
        <thead>
          <tr>
            <th scope="col">{t("rules:boundary.comparison")}</th>
            <th scope="col" className="center">
              {t("rules:boundary.below")}
            </th>
            <th scope="col" className="center">
              {t("rules:boundary.at")}
            </th>
            <th scope="col" className="center">
              {t("rules:boundary.above")}
            </th>
          </tr>
        </thead>
        <tbody>
          {boundaries.map((one) => (
            <tr key={one.comparison.en}>
              <td>
                {say(one.comparison)} <small className="quiet nowrap">±{one.step}</small>
              </td>
              {holds(one.below)}
              {holds(one.at)}
              {holds(one.above)}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
