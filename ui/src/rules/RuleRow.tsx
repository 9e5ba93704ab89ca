import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Mark } from "../parts/Mark";
import { useSay } from "../shell/language";

/** One rule as a clinician reads it: words, condition, conclusions, place. */
export function RuleRow({ rule, named }: { rule: Api["RuleShown"]; named: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <li id={rule.id} className={named ? "rule named" : "rule"}>
      <p>
        <code>{rule.id}</code>{" "}
        <span className={`tag ${rule.strength === "must" ? "danger" : ""}`}>
          {t(`rules:strength.${rule.strength}`)}
        </span>
        {say(rule.text)}
      </p>
      <dl className="pairs">
        <dt>{t("rules:table.if")}</dt>
        <dd>{say(rule.condition)}</dd>
        <dt>{t("rules:table.then")}</dt>
        <dd>
          {rule.conclusions.map((one) => (
            <Conclusion key={`${one.kind} ${one.code} ${one.order?.id ?? ""}`} conclusion={one} />
          ))}
        </dd>
        <dt>{t("rules:table.from")}</dt>
        <dd>
          <Mark mark={rule.mark} />
        </dd>
      </dl>
      {rule.partly && (
        <p className="quiet">
          <span className="tag warn">{t("rules:table.partly")}</span>
          {say(rule.partly)}
        </p>
      )}
    </li>
  );
}

function Conclusion({ conclusion }: { conclusion: Api["ConclusionShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { number, points, label, measured, order } = conclusion;
  const hours = [
    conclusion.every_hours && t("rules:every_hours", { hours: Number(conclusion.every_hours) }),
    conclusion.within_hours && t("rules:within_hours", { hours: Number(conclusion.within_hours) }),
  ].filter(Boolean);
  const said = order ? say(order.label) : label ? say(label) : measured.map(say).join(" · ");
  return (
    <div>
      <span className="tag">{t(`rules:conclusion.${conclusion.kind}`)}</span>
      {number !== null && <strong>{number} </strong>}
      {points !== null && <strong>{points} </strong>}
      {said ||
        (number === null && points === null && (
          // a code whose words are the rule's own, which stand above
          <>
            {t("rules:table.as_said")} <code>{conclusion.code}</code>
          </>
        ))}
      {hours.length > 0 && <span className="quiet"> {hours.join(" · ")}</span>}
    </div>
  );
}
