import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { useLanguage } from "../shell/language";
import { cited, numbers } from "./citation";
import "./rules.css";

/** One document with its particulars. */
export default function SourcePage() {
  const { t } = useTranslation();
  const { source = "" } = useParams();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/rules/sources/{source}", { params: { path: { source } } });
  return (
    <Page title={asked.data ? cited(asked.data, language).title : t("rules:sources.one")}>
      <Answer of={asked} rows={6}>
        {(found) => <Particulars source={found} />}
      </Answer>
    </Page>
  );
}

function Particulars({ source }: { source: Api["Source"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { authors, container } = cited(source, language);
  const rows: [string, string][] = [
    ["authors", authors],
    ["container", `${container} ${numbers(source)}`],
    ["version", source.version],
    ["licence", source.licence],
    ["id", source.id],
  ];
  return (
    <Card>
      <dl className="pairs">
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{t(`rules:source.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {source.doi && (
          <>
            <dt>DOI</dt>
            <dd>
              <a href={`https://doi.org/${source.doi}`} rel="noreferrer" target="_blank">
                {source.doi}
              </a>
            </dd>
          </>
        )}
      </dl>
      <p className="more-links">
        <Link to={`/rules/errata?source=${source.id}`}>{t("rules:source.errata")}</Link>
      </p>
    </Card>
  );
}
