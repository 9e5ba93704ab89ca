import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { figure, interval, percent } from "../parts/format";
import { useSay } from "../shell/language";

/** Folded until asked for, since every study's answer is fitted anew: `children` are drawn when open. */
export function Influence({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Card title={t("evidence:influence.title")} note={t("evidence:influence.note")}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("evidence:influence.show")}</summary>
        {open && children}
      </details>
    </Card>
  );
}

/** The answer without each study, and how much each one moves it; a dash where there is no figure. */
export function InfluenceTable({ of }: { of: Api["StudySensitivity"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const moved = new Map(of.influence.map((one) => [one.study, one]));
  if (of.leave_one_out.length === 0) return <p className="quiet">{t("evidence:influence.few")}</p>;
  return (
    <>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("evidence:influence.title")}>
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("evidence:influence.without")}</th>
              <th scope="col" className="right">
                {t("evidence:influence.answer")}
              </th>
              <th scope="col" className="right">
                τ²
              </th>
              <th scope="col" className="right">
                I²
              </th>
              {(["rstudent", "dffits", "cook", "covr", "hat", "weight"] as const).map((key) => (
                <th key={key} scope="col" className="right">
                  {t(`evidence:influence.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.leave_one_out.map((one) => {
              const own = moved.get(one.without);
              return (
                <tr key={one.without}>
                  <th scope="row">
                    {say(one.label)}{" "}
                    {own?.influential && <span className="tag warn">{t("evidence:influence.much")}</span>}
                  </th>
                  <td className="right nowrap">
                    {percent(one.natural.estimate)} ({interval(one.natural.ci_lb, one.natural.ci_ub)})
                  </td>
                  <td className="right">{figure(one.tau2)}</td>
                  <td className="right">{one.I2 === null ? "—" : `${one.I2.toFixed(1)}%`}</td>
                  <td className="right">{figure(own?.rstudent ?? null)}</td>
                  <td className="right">{figure(own?.dffits ?? null)}</td>
                  <td className="right">{figure(own?.cook_d ?? null)}</td>
                  <td className="right">{figure(own?.cov_r ?? null)}</td>
                  <td className="right">{figure(own?.hat ?? null)}</td>
                  <td className="right">{own?.weight == null ? "—" : `${own.weight.toFixed(1)}%`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {of.cautions.map((one) => (
        <p key={one.kind} className="quiet">
          {say(one.text)}
        </p>
      ))}
    </>
  );
}
