import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { useSay } from "../shell/language";
import { Rests } from "./Rests";

/** The guidelines, each with how much of it is modelled. */
export default function RulesHome() {
  const { t } = useTranslation();
  const say = useSay();
  const asked = queries.useQuery("get", "/api/rules/guidelines");
  return (
    <Page title={t("shell:room.rules")} lead={t("rules:home.lead")} json="/api/rules/guidelines">
      <Answer of={asked} rows={8}>
        {(guidelines) => (
          <div className="grid-cards">
            {guidelines.map((one) => (
              <Card key={one.id} title={<Link to={`/rules/guidelines/${one.id}`}>{say(one.title)}</Link>}>
                <Rests of={one} brief />
                <dl className="pairs">
                  <dt>{t("rules:home.tables")}</dt>
                  <dd>{one.tables}</dd>
                  <dt>{t("rules:home.modelled")}</dt>
                  <dd>{one.modelled}</dd>
                  <dt>{t("rules:home.partly")}</dt>
                  <dd>{one.partly}</dd>
                  <dt>{t("rules:home.not_modelled")}</dt>
                  <dd>{one.not_modelled}</dd>
                </dl>
              </Card>
            ))}
          </div>
        )}
      </Answer>
    </Page>
  );
}
