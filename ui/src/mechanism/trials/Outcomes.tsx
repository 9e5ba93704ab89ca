import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { useSay } from "../../shell/language";

/** Every endpoint of every arm, in words with its definition. */
export function Outcomes({ answer }: { answer: Pick<Api["TrialAnswer"], "arms"> }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="column">
      {answer.arms.map((arm) => (
        <Card key={arm.id} title={say(arm.label)} note={say(arm.heading)}>
          <div className="scroll" tabIndex={0} role="group" aria-label={say(arm.label)}>
            <table className="plain dense">
              <thead>
                <tr>
                  <th scope="col">{t("trials:changed.endpoint")}</th>
                  <th scope="col">{t("trials:outcomes.among")}</th>
                  <th scope="col">{t("trials:beside.virtual")}</th>
                  <th scope="col">{t("trials:outcomes.definition")}</th>
                </tr>
              </thead>
              <tbody>
                {arm.outcomes.map((one) => (
                  <tr key={one.key}>
                    <th scope="row">{say(one.label)}</th>
                    <td>{say(one.among)}</td>
                    <td>{say(one.said)}</td>
                    <td className="quiet">{say(one.definition)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {arm.left_out && <p className="quiet">{say(arm.left_out)}</p>}
        </Card>
      ))}
    </div>
  );
}
