import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Page } from "../parts/Page";
import { ErratumEntry } from "./ErratumEntry";
import "./rules.css";

const STATUSES = ["corrected", "kept", "open"] as const;

/** The register: every misprint and contradiction of the sources, as printed and as used. */
export default function Errata() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/rules/errata");
  return (
    <Page title={t("rules:errata.title")} lead={t("rules:errata.lead")} json="/rules/errata.json">
      <Answer of={asked} rows={12}>
        {(errata) => <Register errata={errata} />}
      </Answer>
    </Page>
  );
}

function Register({ errata }: { errata: readonly Api["ErratumShown"][] }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const source = query.get("source") ?? "";
  const status = query.get("status") ?? "";
  const choose = (name: string) => (value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    setQuery(next, { replace: true, preventScrollReset: true });
  };
  const found = errata.filter(
    (one) => (!source || one.at.source === source) && (!status || one.status === status),
  );
  const sources = [...new Set(errata.map((one) => one.at.source))];
  const any = { value: "", label: t("rules:any") };
  return (
    <div className="column">
      <Card className="filters">
        <Choose
          label={t("rules:sources.one")}
          value={source}
          options={[any, ...sources.map((value) => ({ value, label: value }))]}
          onChange={choose("source")}
        />
        <Choose
          label={t("rules:errata.status")}
          value={status}
          options={[any, ...STATUSES.map((value) => ({ value, label: t(`rules:status.${value}`) }))]}
          onChange={choose("status")}
        />
        <p className="quiet" aria-live="polite">
          {t("rules:shown", { shown: found.length, all: errata.length })}
        </p>
      </Card>
      <Card>
        <ul className="entries">
          {found.map((one) => (
            <ErratumEntry key={one.id} erratum={one} />
          ))}
        </ul>
      </Card>
    </div>
  );
}
