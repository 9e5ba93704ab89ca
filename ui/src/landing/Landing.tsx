import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Page } from "../parts/Page";
import { PatientsCard } from "../parts/PatientsCard";
import { useLanguage, useSay } from "../shell/language";
import { useMe } from "../shell/me";
import { AuditCard } from "./AuditCard";
import { FirstForest } from "./FirstForest";
import "./landing.css";

const STARTS = [
  { id: "crs", path: "/care", demo: "/care/patients/demo-crs-3-two-tocilizumab/grade" },
  { id: "review", path: "/evidence/reviews", demo: "/evidence/reviews" },
  { id: "trial", path: "/mechanism/trials", demo: "/mechanism/trials" },
] as const;

export default function Landing() {
  const { t } = useTranslation();
  const { me } = useMe();
  const asked = queries.useQuery("get", "/api/landing", {}, { staleTime: Infinity });
  return (
    <Page
      title={t("landing:title")}
      lead={t("landing:lead")}
      actions={STARTS.map(({ id, path, demo }, index) => (
        <Link key={id} to={me?.demo ? demo : path} className="as-button">
          <Button type={index === 0 ? "primary" : "default"} tabIndex={-1}>
            {t(`landing:start.${id}`)}
          </Button>
        </Link>
      ))}
    >
      <Answer of={asked} rows={14}>
        {(landing) => <Opened landing={landing} />}
      </Answer>
    </Page>
  );
}

function Opened({ landing }: { landing: Api["Landing"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const say = useSay();
  const first = landing.evidence
    .find((one) => one.paper === landing.first_paper)
    ?.pooled.find((one) => one.analysis === landing.first_analysis);
  return (
    <div className="landing">
      <div className="landing-main">
        {first && <FirstForest first={first} />}
        <Card
          title={say(landing.course.title)}
          note={t("landing:course.note")}
          actions={<Link to="/mechanism">{t("landing:course.open")}</Link>}
        >
          <Figure address={`/api/landing/course.svg?lang=${language}`} />
        </Card>
      </div>
      <div className="landing-side">
        <AuditCard papers={landing.audit} />
        <PatientsCard patients={landing.patients} />
        <OutcomesCard papers={landing.evidence} />
      </div>
    </div>
  );
}

/** Every outcome of both papers with its estimate. */
function OutcomesCard({ papers }: { papers: Api["Landing"]["evidence"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("landing:outcomes.title")}>
      <ul className="outcomes">
        {papers.map((paper) => (
          <li key={paper.paper}>
            <strong>{say(paper.label)}</strong>
            <span className="quiet"> {t("landing:outcomes.studies", { count: paper.studies })}</span>
            <div className="chips">
              {paper.pooled.map((one) => (
                <Link key={one.analysis} to={`/evidence/papers/${paper.paper}/${one.analysis}`}>
                  {say(one.label)}
                  {one.sensitivity ? ` (${t("landing:outcomes.sensitivity")})` : ""}
                </Link>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
