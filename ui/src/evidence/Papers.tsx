import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import { ReportButton } from "./ReportButton";

/** The papers whose numbers can be pooled, with their analyses. */
export default function Papers() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/evidence/papers");
  return (
    <Page title={t("evidence:papers.title")} lead={t("evidence:papers.lead")}>
      <Answer of={asked} rows={10}>
        {(papers) => (
          <div className="grid-cards wide-cards">
            {papers.map((paper) => (
              <PaperCard key={paper.paper} paper={paper} />
            ))}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function PaperCard({ paper }: { paper: Api["PaperShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { source } = paper;
  const title = (language === "en" && source.title_en) || source.title;
  const container = (language === "en" && source.container_en) || source.container;
  return (
    <Card
      title={say(paper.label)}
      note={t("evidence:papers.studies", { count: paper.studies })}
      actions={<Link to={`/evidence/papers/${paper.paper}/studies`}>{t("evidence:studies.title")}</Link>}
    >
      <p className="quiet">
        {title}. {container} {source.year}. DOI {source.doi}
      </p>
      <div className="scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("evidence:papers.outcome")}</th>
              <th scope="col">{t("evidence:papers.category")}</th>
              <th scope="col" className="right">
                {t("evidence:papers.known")}
              </th>
            </tr>
          </thead>
          <tbody>
            {paper.analyses.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to={`/evidence/papers/${paper.paper}/${encodeURIComponent(one.id)}`}>
                    {say(one.label)}
                  </Link>
                  {one.sensitivity && <span className="tag">{t("evidence:papers.sensitivity")}</span>}
                </td>
                <td>{t(`evidence:category.${one.category}`)}</td>
                <td className="right">
                  {one.known}/{one.k}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ReportButton paper={paper.paper} />
    </Card>
  );
}
