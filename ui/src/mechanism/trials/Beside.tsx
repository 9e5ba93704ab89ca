import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Figure } from "../../parts/Figure";
import { PlaceLink } from "../../parts/PlaceLink";
import { useLanguage, useSay } from "../../shell/language";
import { PooledEvidence } from "./PooledEvidence";

interface BesideProps {
  run: string;
  answer: Pick<Api["TrialAnswer"], "arms" | "figures">;
}

/** The simulated study beside the evidence: forest plots with virtual rows, and each verdict. */
export function Beside({ run, answer }: BesideProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <div className="column">
      {answer.arms.map((arm) => (
        <Card key={arm.id} title={say(arm.label)} note={t("trials:beside.note")}>
          <p>{say(arm.heading)}</p>
          {arm.failed && <p className="caution">{say(arm.failed)}</p>}
          {arm.differs && <p className="caution">{say(arm.differs)}</p>}
          <p>{say(arm.tally)}</p>
          <PooledEvidence rows={arm.evidence} />
          {answer.figures
            .filter((one) => one.name.startsWith(`forest-${answer.arms.indexOf(arm)}-`))
            .map((one, at) => (
              <details key={one.name} open={at === 0}>
                <summary>{say(one.caption)}</summary>
                <Figure address={`/api/mechanism/runs/${run}/figures/${one.name}.svg?lang=${language}`} />
              </details>
            ))}
          <details>
            <summary>{t("trials:beside.table", { count: arm.evidence.length })}</summary>
            <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:beside.table", { count: arm.evidence.length })}>
              <table className="plain dense">
                <thead>
                  <tr>
                    <th scope="col">{t("trials:beside.result")}</th>
                    <th scope="col">{t("trials:beside.virtual")}</th>
                    <th scope="col">{t("trials:beside.evidence")}</th>
                    <th scope="col">{t("trials:beside.verdict")}</th>
                  </tr>
                </thead>
                <tbody>
                  {arm.evidence.map((one) => (
                    <tr key={one.id} className={one.silent ? "faint" : undefined}>
                      <th scope="row">
                        {say(one.label)} <span className="tag">{say(one.side)}</span>
                        {one.at && (
                          <div>
                            <PlaceLink at={one.at} />
                          </div>
                        )}
                      </th>
                      <td>{say(one.virtual)}</td>
                      <td>
                        {one.analysis ? (
                          <Link to={`/evidence/papers/${one.paper}/${one.analysis}`}>{say(one.references)}</Link>
                        ) : (
                          say(one.references)
                        )}
                      </td>
                      <td>
                        {say(one.said)} {one.silent && <span className="quiet">{say(one.silent)}</span>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
          {arm.pooled.length > 0 && (
            <details>
              <summary>{t("trials:beside.pooled")}</summary>
              <ul className="bullets">
                {arm.pooled.map((one) => (
                  <li key={one.en}>{say(one)}</li>
                ))}
              </ul>
            </details>
          )}
        </Card>
      ))}
    </div>
  );
}
