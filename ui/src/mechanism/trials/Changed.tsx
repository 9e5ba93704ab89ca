import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Nothing } from "../../parts/Nothing";
import { interval, pValue, percent } from "../../parts/format";
import { useSay } from "../../shell/language";

/** What a changed rule does: the same virtual patients in two arms, difference by difference. */
export function Changed({ answer }: { answer: Api["TrialAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  if (answer.pairs.length === 0) return <Nothing text={t("trials:changed.one_arm")} />;
  return (
    <div className="column">
      <p className="quiet">{say(answer.pairs_note)}</p>
      {answer.pairs.map((pair) => (
        <Pair key={pair.other.en} pair={pair} />
      ))}
    </div>
  );
}

function Pair({ pair }: { pair: Api["PairAnswered"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const [all, setAll] = useState(false);
  const shown = pair.shares.filter((one) => all || one.told);
  return (
    <Card title={say(pair.heading)} note={t("trials:changed.note")}>
      <label className="tick">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
        {t("trials:changed.all", { count: pair.shares.length })}
      </label>
      {shown.length === 0 ? (
        <Nothing text={t("trials:changed.none")} />
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label={say(pair.heading)}>
          <table className="plain dense">
            <thead>
              <tr>
                <th scope="col">{t("trials:changed.endpoint")}</th>
                <th scope="col" className="right">
                  {say(pair.first)}
                </th>
                <th scope="col" className="right">
                  {say(pair.other)}
                </th>
                <th scope="col" className="right">
                  {t("trials:changed.difference")}
                </th>
                <th scope="col" className="right">
                  {t("trials:changed.moved")}
                </th>
                <th scope="col" className="right">
                  {t("trials:changed.needed")}
                </th>
                <th scope="col" className="right">
                  P
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <tr key={one.key} className={one.told ? undefined : "faint"}>
                  <th scope="row">{say(one.label)}</th>
                  <td className="right">{percent(one.first)}</td>
                  <td className="right">{percent(one.other)}</td>
                  <td className="right nowrap">
                    {percent(one.difference)} ({interval(one.ci_lb, one.ci_ub)})
                  </td>
                  <td className="right nowrap">{t("trials:changed.counts", { gained: one.gained, lost: one.lost, pairs: one.pairs })}</td>
                  <td className="right nowrap">{one.told ? needed(one) : "—"}</td>
                  <td className="right nowrap">{pValue(one.p)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ul className="bullets">
        {pair.times.map((one) => (
          <li key={one.en}>{say(one)}</li>
        ))}
        {pair.trade && <li>{say(pair.trade)}</li>}
      </ul>
    </Card>
  );
}

function needed(one: Api["ShareChanged"]): string {
  const whole = (value: number | null): string => (value === null ? "∞" : value.toFixed(0));
  return one.needed === null ? "—" : `${whole(one.needed)} (${whole(one.needed_lb)}–${whole(one.needed_ub)})`;
}
