import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Page } from "../../parts/Page";
import { useSay } from "../../shell/language";
import { Design } from "./Design";
import { KeptAnswer } from "./KeptAnswer";
import { RunForm } from "./RunForm";
import "./trials.css";

/** A ready virtual trial: its design card, what it answered, and its run with other figures. */
export default function Trial() {
  const { t } = useTranslation();
  const say = useSay();
  const { trial = "" } = useParams();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/trials/{trial}",
    { params: { path: { trial } } },
    { staleTime: Infinity },
  );
  const [changed, setChanged] = useState<Api["TrialDesign"] | null>(null);
  return (
    <Page title={asked.data ? say(asked.data.title) : t("trials:one.title")} lead={t("trials:one.lead")}>
      <Answer of={asked} rows={16}>
        {(design) => (
          <div className="trial">
            <div className="column">
              <Design design={changed ?? design} />
              {design.kept && <KeptAnswer kept={design.kept} />}
            </div>
            <RunForm design={design} from={{ ready: trial }} onDesign={setChanged} />
          </div>
        )}
      </Answer>
    </Page>
  );
}
