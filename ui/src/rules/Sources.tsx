import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { useLanguage } from "../shell/language";
import { cited, numbers } from "./citation";
import "./rules.css";

/** The documents that rules, studies and parameters are read from. */
export default function Sources() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/rules/sources");
  return (
    <Page title={t("rules:sources.title")} lead={t("rules:sources.lead")}>
      <Answer of={asked} rows={12}>
        {(sources) => <Listed sources={sources} />}
      </Answer>
    </Page>
  );
}

function Listed({ sources }: { sources: readonly Api["Source"][] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [typed, setTyped] = useState("");
  const id = useId();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = sources.filter((one) => {
    const text = `${one.id} ${one.authors} ${one.title} ${one.title_en} ${one.container} ${one.year} ${one.doi}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  return (
    <Card>
      <div className="filters">
        <div className="field">
          <label htmlFor={id}>{t("rules:sources.find")}</label>
          <input id={id} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </div>
        <p className="quiet" aria-live="polite">
          {t("rules:shown", { shown: found.length, all: sources.length })}
        </p>
      </div>
      <ul className="entries">
        {found.map((one) => {
          const { authors, title, container } = cited(one, language);
          return (
            <li key={one.id}>
              <Link to={`/rules/sources/${one.id}`}>{title}</Link>
              <p className="quiet">
                {authors !== "" && `${authors}. `}{container} {numbers(one)} · <code>{one.id}</code>
              </p>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
