import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { PlaceLink } from "../parts/PlaceLink";
import { useSay } from "../shell/language";
import { Boundaries } from "./Boundaries";
import { ErratumEntry } from "./ErratumEntry";
import { Proof } from "./Proof";
import { RuleRow } from "./RuleRow";
import "./rules.css";

/** A decision table woven: its words, rules, boundaries, proof and errata on one page. */
export default function Table() {
  const { t } = useTranslation();
  const say = useSay();
  const { table = "" } = useParams();
  const { hash } = useLocation();
  const asked = queries.useQuery("get", "/api/rules/tables/{table}", { params: { path: { table } } });
  const there = asked.data !== undefined;
  useEffect(() => {
    if (there && hash) document.getElementById(hash.slice(1))?.scrollIntoView({ block: "center" });
  }, [there, hash]);
  return (
    <Page
      title={asked.data ? say(asked.data.title) : t("rules:table.title")}
      lead={asked.data && say(asked.data.text)}
    >
      <Answer of={asked} rows={12}>
        {(found) => <Woven table={found} named={hash.slice(1)} />}
      </Answer>
    </Page>
  );
}

function Woven({ table, named }: { table: Api["TableShown"]; named: string }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="woven">
      <div className="column">
        <Card title={t("rules:table.rules", { count: table.rules.length })}>
          <ul className="rules">
            {table.rules.map((one) => (
              <RuleRow key={one.id} rule={one} named={one.id === named} />
            ))}
          </ul>
        </Card>
        {table.errata.length > 0 && (
          <Card title={t("rules:table.errata", { count: table.errata.length })}>
            <ul className="entries">
              {table.errata.map((one) => (
                <ErratumEntry key={one.id} erratum={one} />
              ))}
            </ul>
          </Card>
        )}
      </div>
      <div className="column">
        <Card title={t("rules:table.about")}>
          <dl className="pairs">
            <dt>{t("rules:guideline.place")}</dt>
            <dd>
              <PlaceLink at={table.at} />
            </dd>
            <dt>{t("rules:guideline.title")}</dt>
            <dd>
              <Link to={`/rules/guidelines/${table.guideline}`}>{table.guideline}</Link>
            </dd>
            <dt>{t("rules:table.layer")}</dt>
            <dd>{t(`rules:layer.${table.layer}`)}</dd>
            <dt>{t("rules:table.hit")}</dt>
            <dd>{t(`rules:hit.${table.hit}`)}</dd>
            {table.when && (
              <>
                <dt>{t("rules:table.when")}</dt>
                <dd>{say(table.when)}</dd>
              </>
            )}
            {table.assumes && (
              <>
                <dt>{t("rules:table.assumes")}</dt>
                <dd>{say(table.assumes)}</dd>
              </>
            )}
            {table.always && (
              <>
                <dt>{t("rules:table.always")}</dt>
                <dd>{say(table.always)}</dd>
              </>
            )}
            <dt>{t("rules:table.file")}</dt>
            <dd>
              <code>{table.file}</code>
            </dd>
          </dl>
        </Card>
        {table.definitions.length > 0 && (
          <Card title={t("rules:table.definitions")}>
            <ul className="entries">
              {table.definitions.map((one) => (
                <li key={one.name}>
                  <p>{say(one.text)}</p>
                  <p className="quiet">{say(one.condition)}</p>
                </li>
              ))}
            </ul>
          </Card>
        )}
        <Proof proof={table.proof} />
        {table.boundaries.length > 0 && <Boundaries boundaries={table.boundaries} />}
        {table.beside.length > 0 && (
          <Card title={t("rules:table.beside")}>
            <ul className="entries">
              {table.beside.map((one) => (
                <li key={one.id}>
                  <Link to={`/rules/tables/${one.id}`}>{say(one.title)}</Link>{" "}
                  <span className="tag">{t(`rules:layer.${one.layer}`)}</span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </div>
  );
}
