import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { interval, percent } from "../parts/format";
import { useSay } from "../shell/language";

interface StudiesTableProps {
  pooled: Api["PooledAnswer"];
  /** The studies left out as the page's address has it: the answer may still be on its way. */
  without: readonly string[];
  onToggle: (study: string) => void;
}

/** The studies with their counts: the figure's twin, and the way to leave one out by keyboard. */
export function StudiesTable({ pooled, without, onToggle }: StudiesTableProps) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("evidence:counts.title")} note={t("evidence:counts.note")}>
      <div className="scroll">
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("evidence:counts.pooled")}</th>
              <th scope="col" className="right">
                {t("evidence:counts.count")}
              </th>
              <th scope="col" className="right">
                {t("evidence:counts.own")}
              </th>
              <th scope="col">{t("evidence:counts.origin")}</th>
              <th scope="col">{t("evidence:counts.doubt")}</th>
            </tr>
          </thead>
          <tbody>
            {pooled.studies.map(({ counted, own }) => {
              const pools = counted.events !== null && !without.includes(counted.study);
              return (
              <tr key={counted.study} className={pools ? undefined : "faint"}>
                <td>
                  <label className="tick">
                    <input
                      type="checkbox"
                      checked={pools}
                      disabled={counted.events === null}
                      onChange={() => onToggle(counted.study)}
                    />
                    {say(counted.label)}
                  </label>
                </td>
                <td className="right nowrap">
                  {counted.events ?? "—"}/{counted.n}
                </td>
                <td className="right nowrap">
                  {own ? `${percent(own.estimate)} (${interval(own.ci_lb, own.ci_ub)})` : "—"}
                </td>
                <td>
                  {counted.excluded ? say(counted.excluded) : t(`evidence:origin.${counted.origin}`)}
                  {counted.printed && ` ${t("evidence:counts.printed", { value: counted.printed })}`}
                </td>
                <td>{counted.flags.map((flag) => t(`evidence:flag.${flag}`)).join(" · ")}</td>
              </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
