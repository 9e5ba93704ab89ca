import { keepPreviousData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Page } from "../parts/Page";
import { Tabs } from "../parts/Tabs";
import { useLanguage, useSay } from "../shell/language";
import { type FigureName, type Path, figureAddress } from "./address";
import { useOptions } from "./options";
import { Repeat } from "./Repeat";
import { StudiesTable } from "./StudiesTable";
import { SynthesisAnswer } from "./SynthesisAnswer";
import { SynthesisOptions } from "./SynthesisOptions";
import "./evidence.css";

const FIGURES: readonly FigureName[] = [
  "forest",
  "funnel",
  "leave-one-out",
  "influence",
  "baujat",
  "gosh",
  "cumulative",
  "radial",
  "doi",
];

/** One outcome of one paper, pooled as the page's address says. */
export default function Synthesis() {
  const { t } = useTranslation();
  const say = useSay();
  const { paper = "", analysis = "" } = useParams();
  const path = { paper, analysis } as Path;
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
          path={path}
          papers={papers.data ?? []}
          options={options}
          onChange={change}
          onReset={reset}
        />
        <div className="column">
          <Answer of={asked} rows={14}>
            {(pooled) => <Drawing path={path} pooled={pooled} />}
          </Answer>
        </div>
        {asked.data && <SynthesisAnswer pooled={asked.data} path={path} options={options} />}
      </div>
    </Page>
  );
}

function Drawing({ path, pooled }: { path: Path; pooled: Api["PooledAnswer"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [options, change] = useOptions();
  const [query, setQuery] = useSearchParams();
  const asked = query.get("figure") as FigureName | null;
  const figure = asked && FIGURES.includes(asked) ? asked : "forest";
  const show = (name: string): void => {
    const next = new URLSearchParams(query);
    if (name === "forest") next.delete("figure");
    else next.set("figure", name);
    setQuery(next, { replace: true, preventScrollReset: true });
  };
  const toggle = (study: string): void => {
    const studies = new Set(pooled.studies.map((one) => one.counted.study));
    if (!studies.has(study)) return;
    const now = new Set(options.without ?? []);
    if (!now.delete(study)) now.add(study);
    change({ without: [...now].sort() });
  };
  return (
    <>
      <Card>
        {pooled.estimate === null ? (
          <p>{t("evidence:synthesis.nothing", { known: pooled.known, k: pooled.k })}</p>
        ) : (
          <Tabs
            label={t("evidence:synthesis.figures")}
            items={FIGURES.map((key) => ({ key, label: t(`evidence:figure.${key}`) }))}
            active={figure}
            onChange={show}
          >
            <Figure
              address={figureAddress(path, figure, "svg", language, options)}
              onRow={figure === "forest" ? toggle : undefined}
            />
          </Tabs>
        )}
      </Card>
      <StudiesTable pooled={pooled} without={options.without ?? []} onToggle={toggle} />
      {pooled.estimate && <Repeat path={path} options={options} />}
    </>
  );
}
