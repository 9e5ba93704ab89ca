import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { useSay } from "../shell/language";
import { FindingCard } from "./FindingCard";

const KINDS = ["proved", "computed", "suspicion"] as const;

/** The findings of an audit by kind and check, and what was looked at. */
export function Found({ audit }: { audit: Api["AuditShown"] }) {
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
