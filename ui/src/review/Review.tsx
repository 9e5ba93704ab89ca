import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { Criteria } from "./Criteria";
import { ReviewFrame } from "./ReviewFrame";
import { BASE, useReview, within } from "./useReview";

const FORMS = ["ris", "csv", "xlsx"] as const;
const WHICH = ["all", "included", "excluded"] as const;

export { Criteria };

/** A review at a glance: how far it is, its protocol, its people, its files, what goes out. */
export default function Review() {
  return (
    <ReviewFrame step="" json="">
      {(review) => (
        <>
          <Progress review={review} />
          <Protocol review={review} />
          <Files review={review} />
        </>
      )}
    </ReviewFrame>
  );
}

function Progress({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { as } = useReview();
  const to = (stage: string): string => within(review.id, "screening", as, { stage });
  return (
    <Card title={t("review:one.progress")} note={t("review:one.counts", { records: review.records, reports: review.reports })}>
      <div className="scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("review:stage.name")}</th>
              {(["mine", "waiting", "conflict", "included", "excluded"] as const).map((one) => (
                <th key={one} scope="col" className="right">
                  {t(`review:state.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {review.stages.map((one) => (
              <tr key={one.stage}>
                <td>
                  <Link to={to(one.stage)}>{t(`review:stage.${one.stage}`)}</Link>
                </td>
                <td className="right">{one.mine}</td>
                <td className="right">{one.waiting}</td>
                <td className="right">{one.conflicts}</td>
                <td className="right">{one.included}</td>
                <td className="right">{one.excluded}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Protocol({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { as } = useReview();
  const say = useSay();
  const language = useLanguage();
  const held = review.protocol;
  const mayWrite = !review.demo && review.mine.length > 0;
  return (
    <Card title={t("review:protocol.title")}>
      {held ? (
        <>
          <dl className="pairs">
            {(["population", "intervention", "comparison", "outcomes"] as const).map((part) => {
              const said = held.question[part];
              return (
                <div key={part}>
                  <dt>{t(`review:question.${part}`)}</dt>
                  <dd>{said ? say(said) : t("review:question.none")}</dd>
                </div>
              );
            })}
          </dl>
          <Criteria of={held.criteria} />
          <p className="quiet">
            {review.demo
              ? t("review:protocol.entered")
              : t("review:protocol.registered", { when: moment(held.at, language), by: held.by, votes: held.votes })}
            {held.earlier > 0 && ` ${t("review:protocol.amended", { count: held.earlier, why: held.why || "—" })}`}
          </p>
          <p className="quiet digest">SHA-256 {held.digest}</p>
        </>
      ) : (
        <p>{t("review:protocol.none")}</p>
      )}
      {mayWrite && (
        <Link to={within(review.id, "protocol", as)}>
          {t(held ? "review:protocol.amend" : "review:protocol.write")}
        </Link>
      )}
    </Card>
  );
}

function Files({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { as } = useReview();
  return (
    <div className="grid-cards">
      <Card title={t("review:one.people")}>
        {review.people.length === 0 && <p>{t("review:one.nobody")}</p>}
        <ul className="bullets">
          {review.people.map((one) => (
            <li key={one.person}>
              {one.name} <span className="quiet">{one.roles.map((role) => t(`review:role.${role}`)).join(" · ")}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t("review:one.files")}>
        {review.batches.length === 0 && <p>{t("review:one.no_files")}</p>}
        <ul className="bullets">
          {review.batches.map((one) => (
            <li key={one.batch}>
              {one.file || one.batch}{" "}
              <span className="quiet">
                {t("review:one.file", { read: one.read, refused: one.refused })} {one.form}{" "}
                {!one.whole && t("review:one.not_whole")}
              </span>
            </li>
          ))}
        </ul>
        {!review.demo && <Link to={within(review.id, "import", as)}>{t("review:import.title")}</Link>}
      </Card>
      <Card title={t("review:export.title")}>
        <ul className="bullets">
          {WHICH.map((which) => (
            <li key={which}>
              {t(`review:export.${which}`)}
              {FORMS.map((form) => (
                <span key={form}>
                  {" "}
                  <a
                    href={`${BASE}/${review.id}/export.${form}?which=${which}${as ? `&as=${as}` : ""}`}
                    aria-label={`${t(`review:export.${which}`)} ${form.toUpperCase()}`}
                  >
                    {form.toUpperCase()}
                  </a>
                </span>
              ))}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
