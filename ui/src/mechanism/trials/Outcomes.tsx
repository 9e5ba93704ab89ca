import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Figure } from "../../parts/Figure";
import { useLanguage, useSay } from "../../shell/language";

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

interface CurvesProps {
  run: string;
  answer: Pick<Api["TrialAnswer"], "figures">;
}

/** The survival curves of a run: one figure a time to an event, every arm in it. */
export function Curves({ run, answer }: CurvesProps) {
  const say = useSay();
  const language = useLanguage();
  return (
    <div className="column">
      {answer.figures
        .filter((one) => one.name.startsWith("curve-"))
        .map((one) => (
          <Card key={one.name} title={say(one.caption)}>
            <Figure address={`/api/mechanism/runs/${run}/figures/${one.name}.svg?lang=${language}`} />
          </Card>
        ))}
    </div>
  );
}
