import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { useSay } from "../../shell/language";

/** The way back to what a simulated study was compared with: the reviews that are kept here, or the papers. */
export function PooledEvidence({ rows }: { rows: readonly Api["BesideEvidence"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const asked = queries.useQuery("get", "/api/evidence/reviews", {}, { staleTime: 60_000 });
  const papers = [...new Set(rows.map((one) => one.paper ?? "").filter(Boolean))];
  if (papers.length === 0) return null;
  const reviews = (asked.data ?? []).filter((one) => papers.includes(one.id));
  return (
    <p className="hints">
      <span>{t("trials:beside.compared_with")}</span>
      {reviews.map((one) => (
        <Link key={one.id} to={`/evidence/reviews/${one.id}`}>
          {t("trials:beside.review", { title: say(one.title) })}
        </Link>
      ))}
      {papers.map((paper) => {
        const first = rows.find((one) => one.paper === paper);
        return (
          <Link key={paper} to={`/evidence/papers/${paper}/${first?.analysis ?? ""}`}>
            {t("trials:beside.paper", { paper })}
          </Link>
        );
      })}
    </p>
  );
}
