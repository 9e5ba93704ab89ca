import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { RuleButton } from "./RuleDrawer";

type Decision = Api["PatientDecision"];
const TAG = { holds: "good", fails: "danger", open: "warn" } as const;

/** Decisions, each to be opened: its rules and their places, what is missing, what would change it. */
export function DecisionList({ decisions, open }: { decisions: readonly Decision[]; open?: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="decisions">
      {decisions.map((one) => (
        <details key={one.table} open={open}>
          <summary>
            {say(one.title)} {one.value && <strong>{say(one.value)}</strong>}
            {one.missing.length > 0 && (
              <span className="tag warn">{t("care:missing_count", { count: one.missing.length })}</span>
            )}
          </summary>
          <DecisionBody decision={one} />
        </details>
      ))}
    </div>
  );
}

/** The reasons of one decision; `inputs`: the values it rests on are open from the first. */
export function DecisionBody({ decision, inputs = false }: { decision: Decision; inputs?: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <div className="sheet">
      <ul className="checks">
        {decision.rules.map((rule) => (
          <li key={rule.id}>
            <span className={`tag ${TAG[rule.state]}`}>{t(`care:state.${rule.state}`)}</span>
            <RuleButton rule={rule.id} /> {say(rule.text)} <span className="quiet">{say(rule.place)}</span>
          </li>
        ))}
      </ul>
      {decision.missing.length > 0 && (
        <p>
          {t("care:missing", {
            names: decision.missing.map((one) => `${say(one.label)} (${say(one.reason)})`).join(" · "),
          })}
        </p>
      )}
      {decision.changes.length > 0 && (
        <details>
          <summary>{t("care:changes")}</summary>
          <ul className="bullets">
            {decision.changes.map((one) => (
              <li key={one.en}>{say(one)}</li>
            ))}
          </ul>
        </details>
      )}
      {decision.inputs.length > 0 && (
        <details open={inputs}>
          <summary>{t("care:inputs")}</summary>
          <dl className="pairs">
            {decision.inputs.map((one) => (
              <div key={one.name}>
                <dt>{say(one.label)}</dt>
                <dd>
                  {say(one.value)}{" "}
                  {one.read_at && <span className="quiet">{moment(one.read_at, language)}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
