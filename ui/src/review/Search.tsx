import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { CopyButton } from "../parts/CopyButton";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { useLanguage, useSay } from "../shell/language";
import { ReviewFrame } from "./ReviewFrame";
import { SearchPlan } from "./SearchPlan";
import { SearchRecords } from "./SearchRecords";
import { useReview } from "./useReview";

/** One table of concepts in two languages, asked of six databases; and the searches that were run. */
export default function Search() {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/search", { params: { path, query } });
  return (
    <ReviewFrame step="search" json="/search">
      {(review) => (
        <Answer of={asked} rows={10}>
          {(held) => <Searches held={held} mayWrite={!review.demo && review.mine.length > 0} />}
        </Answer>
      )}
    </ReviewFrame>
  );
}

function Searches({ held, mayWrite }: { held: Api["SearchPage"]; mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [begun, setBegun] = useState(0);
  const { plan } = held;
  return (
    <>
      <Card
        title={t("conduct:search.plan")}
        note={
          plan
            ? t("conduct:search.kept", { by: plan.by, when: moment(plan.at, language), earlier: plan.earlier })
            : t("conduct:search.plan_note")
        }
      >
        {!plan && !mayWrite && <Nothing text={t("conduct:search.no_plan")} />}
        {mayWrite ? (
          <SearchPlan
            key={begun}
            version={held.version}
            plan={plan ?? null}
            standing={plan && <Concepts of={plan.concepts} />}
            onAnew={() => setBegun((before) => before + 1)}
          />
        ) : (
          plan && <Concepts of={plan.concepts} />
        )}
      </Card>
      {held.rendered.length > 0 && (
        <Card title={t("conduct:search.rendered")} note={t("conduct:search.rendered_note")}>
          {held.rendered.map((one) => (
            <Rendered key={one.database} of={one} />
          ))}
        </Card>
      )}
      <SearchRecords held={held} mayWrite={mayWrite} />
    </>
  );
}

function Concepts({ of }: { of: readonly Api["ConceptShown"][] }) {
  const say = useSay();
  return (
    <dl className="pairs">
      {of.map((one) => (
        <div key={one.id}>
          <dt>{say(one.label)}</dt>
          <dd>{[...one.en, ...one.zh, ...one.mesh, ...one.emtree].join(" · ")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rendered({ of }: { of: Api["RenderedShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <section className="rendered" aria-label={say(of.label)}>
      <div className="card-head">
        <div>
          <h3>{say(of.label)}</h3>
          <span className="quiet">{say(of.where)}</span>
        </div>
        {of.text && <CopyButton text={of.text} label={t("conduct:search.copy", { name: say(of.label) })} />}
      </div>
      {of.problem && <p className="review-note">{say(of.problem)}</p>}
      {of.text && <pre className="query">{of.lines.join("\n")}</pre>}
      {of.unsaid.map((one) => (
        <p key={one.en} className="quiet">
          ⚠ {say(one)}
        </p>
      ))}
      <p className="quiet">{t("conduct:search.basis", { basis: say(of.basis) })}</p>
    </section>
  );
}
