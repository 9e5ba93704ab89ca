import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../../api/client";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Page } from "../../parts/Page";
import { useSay } from "../../shell/language";
import { RunsCard } from "./RunsCard";
import "./trials.css";

/** The ready virtual trials, a plan of one's own, and the runs that are kept. */
export default function Trials() {
  const { t } = useTranslation();
  const say = useSay();
  const asked = queries.useQuery("get", "/api/mechanism/trials", {}, { staleTime: Infinity });
  return (
    <Page
      title={t("trials:list.title")}
      lead={t("trials:list.lead")}
      actions={<Link to="/mechanism/trials/own">{t("trials:own.title")}</Link>}
    >
      <div className="column">
        <Answer of={asked} rows={10}>
          {(trials) => (
            <div className="grid-cards wide-cards">
              {trials.map((one) => (
                <Card
                  key={one.id}
                  title={<Link to={`/mechanism/trials/${one.id}`}>{say(one.title)}</Link>}
                  note={t("trials:list.size", { count: one.patients, days: one.days })}
                >
                  {one.question && <p>{say(one.question)}</p>}
                  <p className="chips">
                    {one.arms.map((arm) => (
                      <span key={arm.en} className="tag">
                        {say(arm)}
                      </span>
                    ))}
                  </p>
                </Card>
              ))}
            </div>
          )}
        </Answer>
        <RunsCard />
      </div>
    </Page>
  );
}
