import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { RuleButton } from "./RuleDrawer";

type Requirement = Api["RequirementShown"];
const TAG = { met: "good", "not met": "danger", unknown: "warn" } as const;
const STAGES = ["treatment", "collection", "infusion"] as const;

interface ListProps {
  panel: Api["EligibilityPanel"];
  /** Somebody wants to go on in spite of it; left out: nothing can be signed now. */
  onOverride?: (one: Requirement) => void;
}

/** Requirements stage by stage, what stands in the way first; unknown is never taken for met. */
export function EligibilityList({ panel, onOverride }: ListProps) {
  const { t } = useTranslation();
  return (
    <div className="decisions">
      {STAGES.map((stage) => {
        const counts = panel.counts.find((one) => one.stage === stage);
        if (!counts) return null;
        const own = panel.requirements.filter((one) => one.stage === stage);
        return (
          <details key={stage} open={stage !== "infusion"}>
            <summary>
              <strong>{t(`care:eligibility.stage.${stage}`)}</strong>{" "}
              <Counts counts={counts} />
            </summary>
            <ul className="checks">
              {(["not met", "unknown", "met"] as const).flatMap((state) =>
                own
                  .filter((one) => one.state === state)
                  .map((one) => <Row key={one.rule.id} one={one} onOverride={onOverride} />),
              )}
            </ul>
          </details>
        );
      })}
    </div>
  );
}

/** How a stage stands and how many are in each state. */
export function Counts({ counts }: { counts: Api["EligibilityCounts"] }) {
  const { t } = useTranslation();
  const tag = { against: "danger", "not met": "danger", open: "warn", met: "good" }[counts.standing];
  return (
    <>
      <span className={`tag ${tag}`}>{t(`care:eligibility.standing.${counts.standing}`)}</span>
      <span className="quiet">
        {t("care:eligibility.counts", { met: counts.met, not_met: counts.not_met, unknown: counts.unknown })}
      </span>
    </>
  );
}

/** One requirement: its state, whether it is absolute, its rule, what is missing, what was signed. */
export function Row({ one, onOverride }: { one: Requirement; onOverride?: ListProps["onOverride"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const word = one.exclusion ? `excluded.${one.state}` : `state.${one.state}`;
  return (
    <li>
      <span className={`tag ${TAG[one.state]}`}>{t(`care:eligibility.${word}`)}</span>
      <span className="tag">{t(one.absolute ? "care:eligibility.absolute" : "care:eligibility.relative")}</span>
      <RuleButton rule={one.rule.id} /> {say(one.rule.text)} <span className="quiet">{say(one.rule.place)}</span>
      {one.before && (
        <div className="quiet">
          {t("care:eligibility.today", { state: t(`care:eligibility.state.${one.before}`) })}
        </div>
      )}
      {one.missing.length > 0 && (
        <div>
          {t("care:missing", { names: one.missing.map((m) => `${say(m.label)} (${say(m.reason)})`).join(" · ") })}
        </div>
      )}
      {(one.rule.errata.length > 0 || one.partly) && (
        <div className="quiet">
          <span className="tag warn">{t("care:eligibility.ambiguous")}</span>
          {one.partly && say(one.partly)}{" "}
          {one.rule.errata.map((id) => (
            <Link key={id} className="rule-id" to={`/rules/errata#${id}`}>
              {id}{" "}
            </Link>
          ))}
        </div>
      )}
      {one.override && (
        <div>
          <span className={`tag ${one.override.stands ? "warn" : ""}`}>
            {t(one.override.stands ? "care:eligibility.overridden" : "care:eligibility.override_past")}
          </span>
          {say(one.override.why)} · {one.override.author} · {moment(one.override.at, language)}
        </div>
      )}
      {onOverride && one.state !== "met" && !one.override?.stands && (
        <button type="button" className="link" onClick={() => onOverride(one)}>
          {t("care:eligibility.override")}
          <span className="sr"> {one.rule.id}</span>
        </button>
      )}
    </li>
  );
}
