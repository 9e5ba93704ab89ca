import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Page } from "../parts/Page";
import { useSay } from "../shell/language";
import { FindingCard } from "./FindingCard";
import "./evidence.css";

type Paper = Api["AuditShown"]["paper"];
const PAPERS: readonly Paper[] = ["zhan2025", "consensus2022", "li2023"];
const KINDS = ["proved", "computed", "suspicion"] as const;

/** What does not add up in a paper, each finding with its proof; and what was looked at. */
export default function Audit() {
  const { t } = useTranslation();
  const paper = (useParams().paper ?? PAPERS[0]) as Paper;
  const asked = queries.useQuery("get", "/api/evidence/audits/{paper}", { params: { path: { paper } } });
  const say = useSay();
  return (
    <Page
      title={asked.data ? t("evidence:audit.of", { paper: say(asked.data.label) }) : t("evidence:audit.title")}
      lead={t("evidence:audit.lead")}
      json={`/evidence/audits/${paper}.json`}
      actions={
        <nav className="chips" aria-label={t("evidence:audit.papers")}>
          {PAPERS.map((one) => (
            <Link
              key={one}
              to={`/evidence/audits/${one}`}
              className={one === paper ? "chip here" : "chip"}
              aria-current={one === paper ? "page" : undefined}
            >
              {one}
            </Link>
          ))}
        </nav>
      }
    >
      <Answer of={asked} rows={12}>
        {(audit) => <Found audit={audit} />}
      </Answer>
    </Page>
  );
}

function Found({ audit }: { audit: Api["AuditShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const [all, setAll] = useState(false);
  const kind = query.get("kind") ?? "";
  const check = query.get("check") ?? "";
  const asked = query.get("finding");
  const choose = (name: string) => (value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    next.delete("finding");
    setQuery(next, { replace: true, preventScrollReset: true });
  };
  const found = audit.findings.filter(
    (one) => (!kind || one.kind === kind) && (!check || one.check === check),
  );
  const shown = all ? found : found.slice(0, 25);
  const named = audit.findings.find((one) => one.id === asked);
  const listed = named && !shown.includes(named) ? [named, ...shown] : shown;
  useEffect(() => {
    if (asked) document.getElementById(`finding-${asked}`)?.scrollIntoView({ block: "center" });
  }, [asked]);
  return (
    <div className="audit">
      <div className="column">
        <Card className="filters">
          <Choose
            label={t("evidence:audit.kind")}
            value={kind}
            options={[
              { value: "", label: t("evidence:audit.any") },
              ...KINDS.map((value) => ({ value, label: t(`evidence:kind.${value}`) })),
            ]}
            onChange={choose("kind")}
          />
          <Choose
            label={t("evidence:audit.check")}
            value={check}
            options={[
              { value: "", label: t("evidence:audit.any") },
              ...audit.checks
                .filter((one) => one.findings > 0)
                .map((one) => ({ value: one.check, label: `${say(one.words)} (${one.findings})` })),
            ]}
            onChange={choose("check")}
          />
          <p className="quiet" aria-live="polite">
            {t("evidence:audit.shown", { shown: found.length, all: audit.findings.length })}
          </p>
        </Card>
        {listed.map((one) => (
          <FindingCard key={one.id} finding={one} open={one.id === asked} />
        ))}
        {found.length > shown.length && (
          <button type="button" className="link more" onClick={() => setAll(true)}>
            {t("evidence:audit.more", { count: found.length - shown.length })}
          </button>
        )}
      </div>
      <Card title={t("evidence:audit.checks")} className="checks">
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("evidence:audit.check")}</th>
              <th scope="col" className="right">
                {t("evidence:audit.looked_at")}
              </th>
              <th scope="col" className="right">
                {t("evidence:audit.wrong")}
              </th>
              <th scope="col" className="right">
                {t("evidence:audit.open")}
              </th>
            </tr>
          </thead>
          <tbody>
            {audit.checks.map((one) => (
              <tr key={one.check}>
                <td>{say(one.words)}</td>
                <td className="right">{one.looked_at}</td>
                <td className="right">{one.findings || "·"}</td>
                <td className="right">{one.cannot_tell || "·"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}
