import { keepPreviousData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Page } from "../parts/Page";
import { useSay } from "../shell/language";
import type { Options, Path } from "./address";
import { Influence, InfluenceTable } from "./Influence";
import { useOptions } from "./options";
import { Pooling } from "./Pooling";
import { SynthesisAnswer } from "./SynthesisAnswer";
import { SynthesisOptions } from "./SynthesisOptions";
import { PaperTaking } from "./Taking";
import "./evidence.css";

/** One outcome of one paper, pooled as the page's address says. */
export default function Synthesis() {
  const { t } = useTranslation();
  const say = useSay();
  const { paper = "", analysis = "" } = useParams();
  const path = { paper, analysis } as Path;
  const navigate = useNavigate();
  const [options, change, reset] = useOptions();
  const asked = queries.useQuery(
    "get",
    "/api/evidence/papers/{paper}/{analysis}",
    { params: { path, query: options } },
    { placeholderData: keepPreviousData },
  );
  const papers = queries.useQuery("get", "/api/evidence/papers");
  return (
    <Page
      title={asked.data ? say(asked.data.label) : t("evidence:synthesis.title")}
      lead={papers.data && say(papers.data.find((one) => one.paper === paper)?.label ?? { zh: "", en: "" })}
    >
      <div className="synthesis">
        <SynthesisOptions
          analyses={(papers.data ?? []).flatMap((held) =>
            held.analyses.map((one) => ({
              value: `${held.paper}/${encodeURIComponent(one.id)}`,
              label: `${say(one.label)}${one.sensitivity ? ` (${t("evidence:papers.sensitivity")})` : ""}`,
              group: say(held.label),
            })),
          )}
          analysis={`${path.paper}/${encodeURIComponent(path.analysis)}`}
          onAnalysis={(value) => void navigate(`/evidence/papers/${value}`)}
          grouped={path.paper === "consensus2022"}
          table={path.paper === "consensus2022"}
          options={options}
          onChange={change}
          onReset={reset}
        />
        <div className="column">
          <Answer of={asked} rows={14}>
            {(pooled) => (
              <>
                <Pooling
                  path={path}
                  pooled={pooled}
                  influence={
                    <Influence>
                      <Moved path={path} options={options} />
                    </Influence>
                  }
                />
                {pooled.estimate && <PaperTaking path={path} options={options} />}
              </>
            )}
          </Answer>
        </div>
        {asked.data && <SynthesisAnswer pooled={asked.data} path={path} options={options} />}
      </div>
    </Page>
  );
}

function Moved({ path, options }: { path: Path; options: Options }) {
  const asked = queries.useQuery("get", "/api/evidence/papers/{paper}/{analysis}/sensitivity", {
    params: { path, query: options },
  });
  return (
    <Answer of={asked} rows={8}>
      {(found) => <InfluenceTable of={found} />}
    </Answer>
  );
}
