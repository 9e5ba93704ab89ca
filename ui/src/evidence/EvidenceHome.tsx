import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";

const PARTS = [
  { id: "papers", path: "/evidence/papers" },
  { id: "audit", path: "/evidence/audits" },
] as const;

/** What the evidence room holds. */
export default function EvidenceHome() {
  const { t } = useTranslation();
  return (
    <Page title={t("shell:room.evidence")} lead={t("evidence:home.lead")}>
      <div className="grid-cards">
        {PARTS.map(({ id, path }) => (
          <Card key={id} title={<Link to={path}>{t(`evidence:${id}.title`)}</Link>}>
            <p>{t(`evidence:${id}.lead`)}</p>
          </Card>
        ))}
        <Card title={<Link to="/evidence/reviews">{t("review:list.title")}</Link>}>
          <p>{t("review:list.lead")}</p>
        </Card>
      </div>
    </Page>
  );
}
