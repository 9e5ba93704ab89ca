import { keepPreviousData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { useOptions } from "../evidence/options";
import "../evidence/evidence.css";
import { Pooling } from "../evidence/Pooling";
import { SynthesisAnswer } from "../evidence/SynthesisAnswer";
import { SynthesisOptions } from "../evidence/SynthesisOptions";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { useLanguage, useSay } from "../shell/language";
import { ReviewFrame } from "./ReviewFrame";
import { OutcomeTaking, ReviewInfluence, ReviewReferences } from "./ReviewTaking";
import { BASE, useReview, within } from "./useReview";

const FORMS = ["docx", "pdf", "html"] as const;

/** The included studies pooled, outcome by outcome, held against the registered protocol. */
export default function ReviewSynthesis() {
  const { outcome } = useParams();
  return (
    <ReviewFrame step="synthesis" json={outcome ? `/synthesis/${outcome}` : "/synthesis"}>
      {(review) => <Outcomes review={review} outcome={outcome} />}
    </ReviewFrame>
  );
}

interface OutcomesProps {
  review: Api["ReviewShown"];
  outcome: string | undefined;
}

function Outcomes({ review, outcome }: OutcomesProps) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/synthesis", { params: { path, query } });
  return (
    <Answer of={asked} rows={10}>
      {(held) =>
        outcome ? <Pooled key={outcome} held={held} outcome={outcome} /> : <List review={review} held={held} />
      }
    </Answer>
  );
}

function List({ review, held }: { review: Api["ReviewShown"]; held: Api["ReviewOutcomes"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { as } = useReview();
  return (
    <>
      {held.unread > 0 && <p className="review-note">{t("appraisal:synthesis.unread", { count: held.unread })}</p>}
      <Card title={t("appraisal:synthesis.outcomes")}>
        {held.outcomes.every((one) => one.k === 0) ? (
          <Nothing text={t("appraisal:synthesis.none")} />
        ) : (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("appraisal:synthesis.outcome")}</th>
                <th scope="col" className="right">
                  {t("appraisal:synthesis.known")}
                </th>
              </tr>
            </thead>
            <tbody>
              {held.outcomes.map((one) => (
                <tr key={one.outcome}>
                  <td>
                    <Link to={within(review.id, `synthesis/${one.outcome}`, as)}>{say(one.label)}</Link>
                  </td>
                  <td className="right">
                    {one.known} / {one.k}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      <Card title={t("appraisal:synthesis.report")}>
        <p className="hints">
          {FORMS.map((form) => (
            <a
              key={form}
              href={`${BASE}/${review.id}/report.${form}?lang=${language}${as ? `&as=${as}` : ""}`}
              download
            >
              {t("appraisal:synthesis.report_as", { form: form.toUpperCase() })}
            </a>
          ))}
        </p>
        <Digest digest={held.digest} />
      </Card>
      {held.outcomes.some((one) => one.k > 0) && <ReviewReferences />}
    </>
  );
}

function Digest({ digest }: { digest: string }) {
  const { t } = useTranslation();
  return (
    <p className="quiet digest">
      {digest ? t("appraisal:synthesis.digest", { digest }) : t("appraisal:synthesis.no_protocol")}
    </p>
  );
}

function Pooled({ held, outcome }: { held: Api["ReviewOutcomes"]; outcome: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const { id, path, query, as } = useReview();
  const [options, change, reset] = useOptions();
  const asked = queries.useQuery(
    "get",
    "/api/evidence/reviews/{review}/synthesis/{outcome}",
    { params: { path: { ...path, outcome }, query: { ...query, ...options } } },
    { placeholderData: keepPreviousData },
  );
  const at = { base: `${BASE}/${id}/synthesis/${outcome}` };
  return (
    <div className="synthesis">
      <SynthesisOptions
        analyses={held.outcomes.map((one) => ({
          value: one.outcome,
          label: `${say(one.label)} (${one.known}/${one.k})`,
        }))}
        analysis={outcome}
        onAnalysis={(value) => void navigate(within(id, `synthesis/${value}`, as))}
        grouped
        table={false}
        arms={asked.data !== undefined && asked.data.arms.length > 0}
        options={options}
        inForce={asked.data?.in_force}
        onChange={change}
        onReset={reset}
      />
      <div className="column">
        <Answer of={asked} rows={14}>
          {(found) =>
            found.pooled.known > 1 ? (
              <>
                <Pooling
                  path={at}
                  pooled={found.pooled}
                  influence={<ReviewInfluence outcome={outcome} options={options} />}
                />
                <OutcomeTaking outcome={outcome} options={options} />
              </>
            ) : (
              <Card>
                <p>{t("appraisal:synthesis.nothing", { known: found.pooled.known, k: found.pooled.k })}</p>
                <ul className="bullets">
                  {found.pooled.studies.map(({ counted }) => (
                    <li key={counted.study}>
                      {say(counted.label)} — {counted.excluded ? say(counted.excluded) : `${counted.events}/${counted.n}`}
                    </li>
                  ))}
                </ul>
              </Card>
            )
          }
        </Answer>
      </div>
      {asked.data && (
        <div className="column">
          <Card title={t("appraisal:synthesis.protocol")}>
            {asked.data.departures.length === 0 ? (
              asked.data.pooled.known > 1 && <p>{t("appraisal:synthesis.as_planned")}</p>
            ) : (
              <>
                <p>{t("appraisal:synthesis.departs")}</p>
                <ul className="bullets">
                  {asked.data.departures.map((one) => (
                    <li key={one.en}>{say(one)}</li>
                  ))}
                </ul>
              </>
            )}
            {asked.data.arms.length > 0 && (
              <>
                <h3>{t("appraisal:synthesis.arms")}</h3>
                <ul className="bullets">
                  {asked.data.arms.map((one) => (
                    <li key={one.en}>{say(one)}</li>
                  ))}
                </ul>
              </>
            )}
            <Digest digest={asked.data.digest} />
          </Card>
          <SynthesisAnswer pooled={asked.data.pooled} path={at} options={options} />
        </div>
      )}
    </div>
  );
}
