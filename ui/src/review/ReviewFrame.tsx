import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Choose } from "../parts/Choose";
import { Page } from "../parts/Page";
import { useSay } from "../shell/language";
import { useMe } from "../shell/me";
import "./appraisal.css";
import "./review.css";
import { BASE, useReview, within } from "./useReview";

const STEPS = ["", "protocol", "people", "search", "import", "duplicates", "screening", "conflicts", "fulltext", "extraction", "adjudication", "minors", "overlap", "flow", "synthesis", "update"] as const;
type Step = (typeof STEPS)[number];
const NAMES: Record<Step, string> = {
  "": "review:one.title",
  protocol: "review:protocol.title",
  people: "review:one.people",
  search: "conduct:search.title",
  import: "review:import.title",
  duplicates: "review:duplicates.title",
  screening: "review:screening.title",
  conflicts: "review:conflicts.title",
  fulltext: "appraisal:fulltext.title",
  extraction: "appraisal:extraction.title",
  adjudication: "appraisal:adjudication.title",
  minors: "appraisal:minors.title",
  overlap: "appraisal:overlap.title",
  flow: "review:flow.title",
  synthesis: "appraisal:synthesis.title",
  update: "conduct:update.title",
};

interface FrameProps {
  step: Step;
  /** The step's data: the end of its address in the API. */
  json: string;
  children: (review: Api["ReviewShown"]) => ReactNode;
}

/** The frame of a review's pages: its title, its steps, as whom it is seen. */
export function ReviewFrame({ step, json, children }: FrameProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { id, as, asked } = useReview();
  const title = asked.data ? say(asked.data.title) : t("review:one.title");
  const address = `${BASE}/${id}${json}${as ? `${json.includes("?") ? "&" : "?"}as=${as}` : ""}`;
  return (
    <Page title={step ? `${t(NAMES[step])} · ${title}` : title} json={address} actions={<ActAs />}>
      <nav className="chips review-steps" aria-label={t("review:steps")}>
        {STEPS.map((one) => (
          <Link
            key={one}
            to={within(id, one, as)}
            className={`chip${one === step ? " here" : ""}`}
            aria-current={one === step ? "page" : undefined}
          >
            {t(NAMES[one])}
          </Link>
        ))}
      </nav>
      <Answer of={asked} rows={10}>
        {(review) => (
          // what was typed as one person is not kept as another
          <div className="column" key={as}>
            {review.demo && <p className="review-note">{t("review:published")}</p>}
            {!review.demo && review.mine.length === 0 && (
              <p className="review-note">{t("review:no_part")}</p>
            )}
            {children(review)}
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** In demo mode: which of the made-up people one is. */
function ActAs() {
  const { t } = useTranslation();
  const { me } = useMe();
  const [search, setSearch] = useSearchParams();
  const people = queries.useQuery("get", "/api/evidence/reviews/people", {}, { enabled: me?.demo === true });
  if (!me?.demo || !people.data) return null;
  return (
    <Choose
      label={t("review:act_as")}
      value={search.get("as") ?? "demo"}
      options={people.data.map((one) => ({ value: one.person, label: t("review:demo_person", { name: one.name }) }))}
      onChange={(value) =>
        setSearch((before) => {
          before.set("as", value);
          return before;
        })
      }
    />
  );
}
