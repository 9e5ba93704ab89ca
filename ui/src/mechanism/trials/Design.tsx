import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { useSay } from "../../shell/language";

/** The design card: whom, what, by which rules; every changed rule beside the printed one. */
export function Design({ design }: { design: Api["TrialDesign"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("trials:design.title")} note={t("trials:design.note")}>
      {design.question && <p>{say(design.question)}</p>}
      <ul className="bullets">
        {design.facts.map((one) => (
          <li key={one.en}>{say(one)}</li>
        ))}
      </ul>
      {design.arms.map((arm) => (
        <section key={arm.id} className="arm">
          <h3>{say(arm.label)}</h3>
          <p className="quiet">{say(arm.given)}</p>
          {arm.overrides.length === 0 && <p>{t("trials:design.as_is")}</p>}
          {arm.overrides.map((one) => (
            <dl key={`${one.where.en} ${one.now.en}`} className="pairs narrow override">
              <div>
                <dt>{t("trials:design.rule")}</dt>
                <dd>{say(one.where)}</dd>
              </div>
              <div>
                <dt>{t("trials:design.printed")}</dt>
                <dd>
                  {one.printed ? say(one.printed) : t("trials:design.no_rule")}
                  {one.source && <span className="quiet"> {say(one.source)}</span>}
                </dd>
              </div>
              <div>
                <dt>{t("trials:design.now")}</dt>
                <dd>
                  <strong>{say(one.now)}</strong>
                </dd>
              </div>
              <div>
                <dt>{t("trials:design.why")}</dt>
                <dd>{say(one.reason)}</dd>
              </div>
            </dl>
          ))}
          {arm.cautions.map((one) => (
            <p key={one.en} className="caution">
              {say(one)}
            </p>
          ))}
        </section>
      ))}
      {design.note && <p className="quiet">{say(design.note)}</p>}
    </Card>
  );
}
