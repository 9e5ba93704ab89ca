import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { useSay } from "../shell/language";
import { Arms } from "./Arms";
import { ExtractionForm } from "./ExtractionForm";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { useReview, within } from "./useReview";

/** The included studies, and the form of one of them beside its reports. */
export default function Extraction() {
  const [search] = useSearchParams();
  const study = search.get("study");
  const json = study ? `/extraction/sheet?study=${encodeURIComponent(study)}` : "/extraction";
  return (
    <ReviewFrame step="extraction" json={json}>
      {(review) => (study ? <Sheet key={study} study={study} /> : <Studies review={review} />)}
    </ReviewFrame>
  );
}

function Studies({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query, as } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/extraction", { params: { path, query } });
  return (
    <Answer of={asked}>
      {(held) => (
        <Card title={t("appraisal:extraction.studies")} note={t("appraisal:extraction.note")}>
          {held.studies.length === 0 ? (
            <Nothing text={t("appraisal:extraction.none")} />
          ) : (
            <div className="scroll">
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("appraisal:extraction.study")}</th>
                    <th scope="col" className="right">
                      {t("appraisal:extraction.mine")}
                    </th>
                    <th scope="col">{t("appraisal:extraction.both")}</th>
                    <th scope="col" className="right">
                      {t("appraisal:extraction.differ")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {held.studies.map((one) => (
                    <tr key={one.study}>
                      <td>
                        <Link to={within(review.id, "extraction", as, { study: one.study })}>{say(one.label)}</Link>
                      </td>
                      <td className="right">
                        {t("appraisal:extraction.of", { mine: one.mine, items: one.items })}
                      </td>
                      <td>{t(one.both ? "appraisal:extraction.yes" : "appraisal:extraction.no")}</td>
                      <td className="right">
                        {one.both ? (
                          <Link to={within(review.id, "adjudication", as)}>
                            {t("appraisal:extraction.counts", { differ: one.differ, open: one.open })}
                          </Link>
                        ) : (
                          "—"
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
    </Answer>
  );
}

function Sheet({ study }: { study: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const { id, path, query, as } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/extraction/sheet", {
    params: { path, query: { ...query, study } },
  });
  return (
    <Answer of={asked} rows={14}>
      {(sheet) => (
        <div className="extraction">
          <Card title={t("appraisal:extraction.source")} note={say(sheet.label)} className="always">
            {sheet.reports.map((one) => (
              <ReferenceCard key={one.id} of={one} />
            ))}
            <p>
              <Link to={within(id, "extraction", as)}>{t("appraisal:extraction.all")}</Link>
            </p>
          </Card>
          <Card title={t("appraisal:extraction.form")} note={t("appraisal:extraction.explicit")}>
            {sheet.may && <Arms key={`arms ${sheet.arms.join(";")}`} sheet={sheet} />}
            <ExtractionForm key={`form ${as}`} sheet={sheet} />
          </Card>
        </div>
      )}
    </Answer>
  );
}
