import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { Nothing } from "../parts/Nothing";
import { Tabs } from "../parts/Tabs";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { MinorsDiffer } from "./MinorsDiffer";
import { MinorsSheet } from "./MinorsSheet";
import { ReviewFrame } from "./ReviewFrame";
import { BASE, useReview, within } from "./useReview";

const FIGURES = ["traffic-light", "summary"] as const;

/** MINORS by two readers: the studies, what differs, how far they agree, the figures. */
export default function Minors() {
  const [search] = useSearchParams();
  const study = search.get("study");
  const json = study ? `/minors/sheet?study=${encodeURIComponent(study)}` : "/minors";
  return (
    <ReviewFrame step="minors" json={json}>
      {(review) => (study ? <MinorsSheet key={study} study={study} /> : <All review={review} />)}
    </ReviewFrame>
  );
}

function All({ review }: { review: Api["ReviewShown"] }) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/minors", { params: { path, query } });
  return (
    <Answer of={asked} rows={12}>
      {(held) => (
        <>
          <Studies review={review} held={held} />
          {held.studies.some((one) => one.both) && <Figures id={review.id} version={held.version} />}
          <MinorsDiffer held={held} />
          <Agreement rows={held.agreement} />
        </>
      )}
    </Answer>
  );
}

function Studies({ review, held }: { review: Api["ReviewShown"]; held: Api["MinorsShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { as } = useReview();
  return (
    <Card title={t("appraisal:minors.studies")} note={t("appraisal:minors.note", { items: held.items })}>
      {held.studies.length === 0 ? (
        <Nothing text={t("appraisal:minors.none")} />
      ) : (
        <div className="scroll">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("appraisal:minors.study")}</th>
                <th scope="col" className="right">
                  {t("appraisal:minors.mine")}
                </th>
                <th scope="col">{t("appraisal:minors.both")}</th>
                <th scope="col">{t("appraisal:minors.total")}</th>
              </tr>
            </thead>
            <tbody>
              {held.studies.map((one) => (
                <tr key={one.study}>
                  <td>
                    <Link to={within(review.id, "minors", as, { study: one.study })}>{say(one.label)}</Link>
                  </td>
                  <td className="right">
                    {t("appraisal:extraction.of", { mine: one.mine, items: held.items })}
                  </td>
                  <td>{t(one.both ? "appraisal:extraction.yes" : "appraisal:extraction.no")}</td>
                  <td>
                    {one.total === null
                      ? t(one.both ? "appraisal:minors.open" : "appraisal:minors.unknown", { open: one.open })
                      : t("appraisal:minors.of", { total: one.total, maximum: one.maximum })}{" "}
                    {one.stated && <span className="quiet">{t("appraisal:minors.stated")}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Figures({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { as } = useReview();
  const [search, setSearch] = useSearchParams();
  const shown = FIGURES.find((one) => one === search.get("figure")) ?? FIGURES[0];
  const address =
    `${BASE}/${id}/minors/${shown}.svg?lang=${language}${as ? `&as=${as}` : ""}&v=${version}`;
  const show = (key: string): void =>
    setSearch((before) => {
      before.set("figure", key);
      return before;
    });
  return (
    <Card
      title={t("appraisal:minors.figures")}
      actions={
        <TakeFigure
          address={address}
          title={`${t("appraisal:minors.figures")} · ${t(`appraisal:minors.figure.${shown}`)}`}
          name={`minors-${shown}`}
        />
      }
    >
      <Tabs
        label={t("appraisal:minors.figures")}
        items={FIGURES.map((key) => ({ key, label: t(`appraisal:minors.figure.${key}`) }))}
        active={shown}
        onChange={show}
      >
        <Figure address={address} />
      </Tabs>
    </Card>
  );
}

function Agreement({ rows }: { rows: readonly Api["MinorsAgreementShown"][] }) {
  const { t } = useTranslation();
  const places = (value: number | null): string => (value === null ? "—" : value.toFixed(2));
  return (
    <Card title={t("appraisal:minors.agreement")} note={t("appraisal:minors.agreement_note")}>
      {rows.length === 0 ? (
        <Nothing text={t("appraisal:minors.no_agreement")} />
      ) : (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("appraisal:minors.pair")}</th>
              <th scope="col" className="right">
                n
              </th>
              <th scope="col" className="right">
                {t("review:agreement.kappa")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={`${one.one} ${one.other}`}>
                <td>
                  {one.one} · {one.other}
                </td>
                <td className="right">{one.n}</td>
                <td className="right">
                  {places(one.kappa)}
                  {one.kappa !== null && ` (${places(one.low)}, ${places(one.high)})`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
