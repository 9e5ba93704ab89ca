import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Tabs } from "../parts/Tabs";
import { useLanguage } from "../shell/language";
import { type At, type FigureName, figureAddress } from "./address";
import { useOptions } from "./options";
import { Repeat } from "./Repeat";
import { StudiesTable } from "./StudiesTable";

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

interface PoolingProps {
  path: At;
  pooled: Api["PooledAnswer"];
  /** How much each study moves the answer: asked for where the analysis stands. */
  influence: ReactNode;
}

/** An analysis drawn, its studies to tick, its script: of a paper or of a review. */
export function Pooling({ path, pooled, influence }: PoolingProps) {
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
              address={figureAddress(path, figure, language, options)}
              onRow={figure === "forest" ? toggle : undefined}
            />
          </Tabs>
        )}
      </Card>
      <StudiesTable pooled={pooled} without={options.without ?? []} onToggle={toggle} />
      {pooled.estimate && influence}
      {pooled.estimate && <Repeat path={path} options={options} />}
    </>
  );
}
