import { keepPreviousData } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { EstimateSource } from "../evidence/EstimateSource";
import { type Path, figureAddress } from "../evidence/address";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { figure, interval, percent } from "../parts/format";
import { KeyNumber } from "../parts/Number";
import { SourceDrawer } from "../parts/SourceDrawer";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";

/** The first analysis, live: a click on a row leaves the study out, another takes it back. */
export function FirstForest({ first }: { first: Api["PooledAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const [without, setWithout] = useState<string[]>([]);
  const [open, setOpen] = useState(false);
  const { paper, analysis } = { paper: first.paper, analysis: first.analysis } as Path;
  const asked = queries.useQuery(
    "get",
    "/api/evidence/papers/{paper}/{analysis}",
    { params: { path: { paper, analysis }, query: { without } } },
    { enabled: without.length > 0, placeholderData: keepPreviousData },
  );
  const shown = (without.length > 0 ? asked.data : undefined) ?? first;
  const known = new Set(first.studies.map((one) => one.counted.study));
  const toggle = (study: string): void => {
    if (!known.has(study)) return;
    setWithout((now) =>
      now.includes(study) ? now.filter((one) => one !== study) : [...now, study].sort(),
    );
  };
  const natural = shown.estimate?.natural;
  const address = figureAddress({ paper, analysis }, "forest", language, { without });
  const detail = without.map((one) => `without=${encodeURIComponent(one)}`).join("&");
  return (
    <Card
      title={t("landing:forest.title", { outcome: say(first.label), count: shown.estimate?.k ?? 0 })}
      note={t("landing:forest.source")}
      actions={
        without.length > 0 && (
          <Button size="small" onClick={() => setWithout([])}>
            {t("landing:forest.all_back", { count: without.length })}
          </Button>
        )
      }
    >
      <div className="key-numbers">
        <KeyNumber
          value={percent(natural?.estimate)}
          label={t("landing:forest.estimate", {
            outcome: say(first.label),
            interval: interval(natural?.ci_lb, natural?.ci_ub),
          })}
          onOpen={() => setOpen(true)}
        />
        <KeyNumber
          value={interval(natural?.pi_lb, natural?.pi_ub)}
          label={t("landing:forest.prediction")}
          onOpen={() => setOpen(true)}
        />
        <KeyNumber
          value={shown.estimate?.I2 == null ? "—" : `${shown.estimate.I2.toFixed(0)}%`}
          label={t("landing:forest.heterogeneity", { tau2: figure(shown.estimate?.tau2, 2) })}
          onOpen={() => setOpen(true)}
        />
        <KeyNumber
          value={`${shown.events}/${shown.people}`}
          label={t("landing:forest.people")}
          onOpen={() => setOpen(true)}
        />
      </div>
      <Figure address={address} onRow={toggle} />
      <div className="hints">
        <span className="quiet">{t("landing:forest.hint")}</span>
        <Link to={`/evidence/papers/${paper}/${analysis}${detail && `?${detail}`}`}>
          {t("landing:forest.open")}
        </Link>
        <TakeFigure address={address} title={say(first.label)} name={`forest-${analysis}`} />
      </div>
      <SourceDrawer open={open} onClose={() => setOpen(false)} title={say(first.label)}>
        <EstimateSource pooled={shown} />
      </SourceDrawer>
    </Card>
  );
}
