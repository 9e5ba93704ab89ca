import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Page } from "../parts/Page";
import { useSay } from "../shell/language";
import { Found } from "./AuditFound";
import "./evidence.css";

type Paper = Exclude<Api["AuditShown"]["paper"], "own">;
const PAPERS: readonly Paper[] = ["zhan2025", "consensus2022", "li2023"];

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
          <Link to="/evidence/audits/own" className="chip">
            {t("conduct:own.title")}
          </Link>
        </nav>
      }
    >
      <Answer of={asked} rows={12}>
        {(audit) => <Found audit={audit} />}
      </Answer>
    </Page>
  );
}
