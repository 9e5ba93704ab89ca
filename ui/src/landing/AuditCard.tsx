import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { useSay } from "../shell/language";

/** What does not add up in the papers themselves: of each the gravest finding. */
export function AuditCard({ papers }: { papers: Api["Landing"]["audit"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const all = papers.reduce((sum, one) => sum + one.findings, 0);
  return (
    <Card title={t("landing:audit.title", { count: all })} note={t("landing:audit.note")}>
      <ul className="findings">
        {papers.flatMap((paper) =>
          paper.top.slice(0, 1).map((one) => (
            <li key={one.id} className={`finding ${one.severity}`}>
              <Link to={`/evidence/audits/${paper.paper}?finding=${encodeURIComponent(one.id)}`}>
                {say(one.sentence)}
              </Link>
              <small className="quiet">
                {t("landing:audit.paper", {
                  paper: say(paper.label),
                  count: paper.findings,
                  proved: paper.proved,
                })}
              </small>
            </li>
          )),
        )}
      </ul>
    </Card>
  );
}
