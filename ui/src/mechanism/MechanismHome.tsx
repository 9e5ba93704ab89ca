import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";

const PARTS = ["patient", "credibility", "parameters", "equations"] as const;

const PLACES = [
  { id: "list", path: "/mechanism/trials" },
  { id: "population", path: "/mechanism/populations" },
  { id: "comparison", path: "/mechanism/comparisons" },
] as const;

/** The mechanism room: the typical virtual patient's course. */
export default function MechanismHome() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/landing", {}, { staleTime: Infinity });
  return (
    <Page title={t("shell:room.mechanism")} lead={t("mechanism:home.lead")}>
      <div className="column">
        <div className="grid-cards">
          {PARTS.map((id) => (
            <Card key={id} title={<Link to={`/mechanism/${id}`}>{t(`mechanism:${id}.title`)}</Link>}>
              <p>{t(`mechanism:${id}.lead`)}</p>
            </Card>
          ))}
          {PLACES.map(({ id, path }) => (
            <Card key={id} title={<Link to={path}>{t(`trials:${id}.title`)}</Link>}>
              <p>{t(`trials:${id}.lead`)}</p>
            </Card>
          ))}
        </div>
        <Answer of={asked}>
          {({ course }) => (
            <Card title={say(course.title)} note={t("mechanism:home.note")}>
              <Figure address={`/api/landing/course.svg?lang=${language}`} />
            </Card>
          )}
        </Answer>
      </div>
    </Page>
  );
}
