import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { CopyButton } from "../parts/CopyButton";
import { interval, percent } from "../parts/format";
import { useSay } from "../shell/language";

/** What a pooled number rests on: the sentences, the method, and the count of every study. */
export function EstimateSource({ pooled }: { pooled: Api["PooledAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <>
      {pooled.result && <p>{say(pooled.result)}</p>}
      {pooled.method && (
        <>
          <h3>{t("evidence:methods_sentence")}</h3>
          <p>{say(pooled.method)}</p>
          <CopyButton text={say(pooled.method)} />
        </>
      )}
      <h3>{t("evidence:counts.title")}</h3>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("evidence:counts.study")}</th>
            <th scope="col" className="right">
              {t("evidence:counts.count")}
            </th>
            <th scope="col" className="right">
              {t("evidence:counts.own")}
            </th>
            <th scope="col">{t("evidence:counts.origin")}</th>
          </tr>
        </thead>
        <tbody>
          {pooled.studies.map(({ counted, own }) => (
            <tr key={counted.study}>
              <td>{say(counted.label)}</td>
              <td className="right nowrap">
                {counted.events ?? "—"}/{counted.n}
              </td>
              <td className="right">
                {percent(own?.estimate)}
                <br />
                <small className="quiet nowrap">{interval(own?.ci_lb, own?.ci_ub)}</small>
              </td>
              <td>
                {counted.excluded ? say(counted.excluded) : t(`evidence:origin.${counted.origin}`)}
                {counted.printed && (
                  <small className="quiet"> {t("evidence:counts.printed", { value: counted.printed })}</small>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {pooled.cautions.length > 0 && (
        <>
          <h3>{t("evidence:cautions")}</h3>
          <ul className="bullets">
            {pooled.cautions.map((one) => (
              <li key={one.kind}>
                {say(one.text)} {one.studies?.join(", ")}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
