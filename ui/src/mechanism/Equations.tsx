import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import "./mechanism.css";

/** The whole system as it is solved: what follows from what, and how fast each state moves. */
export default function Equations() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/mechanism/equations", {}, { staleTime: Infinity });
  return (
    <Page title={t("mechanism:equations.title")} lead={t("mechanism:equations.lead")}>
      <Answer of={asked} rows={14}>
        {({ states, assignments }) => (
          <div className="column">
            <Card title={t("mechanism:diagram.title")} note={t("mechanism:diagram.note")}>
              <Figure address={`/api/mechanism/diagram.svg?lang=${language}`} />
            </Card>
            <Card title={t("mechanism:equations.states", { count: states.length })}>
              <dl className="equations">
                {states.map((one) => (
                  <div key={one.id}>
                    <dt>
                      {say(one.label)} <span className="quiet">{one.unit}</span>
                    </dt>
                    <dd>
                      <code>{`d${one.id}/dt = ${one.rate}`}</code>
                      <code>{`${one.id}(0) = ${one.initial}`}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            </Card>
            <Card title={t("mechanism:equations.assignments", { count: assignments.length })}>
              <dl className="equations">
                {assignments.map((one) => (
                  <div key={one.id}>
                    <dt>
                      {say(one.label)} <span className="quiet">{one.unit}</span>
                    </dt>
                    <dd>
                      <code>{`${one.id} = ${one.formula}`}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            </Card>
          </div>
        )}
      </Answer>
    </Page>
  );
}
