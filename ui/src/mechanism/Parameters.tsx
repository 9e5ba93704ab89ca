import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { figure } from "../parts/format";
import { useSay } from "../shell/language";
import "./mechanism.css";

/** Every parameter of the model: value, spread between patients, where the number comes from. */
export default function Parameters() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/mechanism/parameters", {}, { staleTime: Infinity });
  return (
    <Page
      title={t("mechanism:parameters.title")}
      lead={t("mechanism:parameters.lead")}
      json="/mechanism/parameters.json"
      actions={
        <>
          <a href="/api/mechanism/model.sbml" download>
            SBML
          </a>
          <a href="/api/mechanism/model.antimony" download>
            Antimony
          </a>
        </>
      }
    >
      <Answer of={asked} rows={14}>
        {(parameters) => <Listed parameters={parameters} />}
      </Answer>
    </Page>
  );
}

function Listed({ parameters }: { parameters: readonly Api["ModelParameterShown"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const id = useId();
  const [query, setQuery] = useSearchParams();
  const typed = query.get("find") ?? "";
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = parameters.filter((one) => {
    const text = `${one.id} ${one.label.zh} ${one.label.en} ${one.group} ${one.mark?.words.zh} ${one.mark?.words.en}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  return (
    <Card>
      <div className="filters">
        <div className="field">
          <label htmlFor={id}>{t("mechanism:parameters.find")}</label>
          <input
            id={id}
            type="search"
            value={typed}
            onChange={({ target }) =>
              setQuery(target.value ? { find: target.value } : {}, { replace: true, preventScrollReset: true })
            }
          />
        </div>
        <p className="quiet" aria-live="polite">
          {t("mechanism:parameters.shown", { shown: found.length, all: parameters.length })}
        </p>
      </div>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("mechanism:parameters.title")}>
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("mechanism:parameters.name")}</th>
              <th scope="col" className="right">
                {t("mechanism:parameters.value")}
              </th>
              <th scope="col">{t("mechanism:parameters.spread")}</th>
              <th scope="col">{t("mechanism:parameters.mark")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <tr key={one.id}>
                <td>
                  {say(one.label)} <code>{one.id}</code>
                </td>
                <td className="right nowrap">
                  {figure(one.value)} {one.unit}
                </td>
                <td>
                  {one.formula ? (
                    <code className="formula">{one.formula}</code>
                  ) : one.spread ? (
                    <span className="nowrap">
                      {t(`mechanism:law.${one.spread.law}`)} {one.spread.sd > 0 && figure(one.spread.sd)}
                    </span>
                  ) : (
                    "—"
                  )}
                </td>
                <td>{one.mark ? <Mark mark={one.mark} /> : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
