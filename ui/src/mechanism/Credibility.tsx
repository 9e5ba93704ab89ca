import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { figure, percent } from "../parts/format";
import { useSay } from "../shell/language";
import "./mechanism.css";

type Fit = Api["FitShown"];

/** How far the model may be trusted: figures met and missed, held out or not, and what was learnt. */
export default function Credibility() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/mechanism/credibility", {}, { staleTime: Infinity });
  return (
    <Page title={t("mechanism:credibility.title")} lead={t("mechanism:credibility.lead")}>
      <Answer of={asked} rows={14}>
        {({ presets, fits }) => (
          <div className="column">
            <Card title={t("mechanism:credibility.presets")}>
              <p>
                <span className="tag warn">{t(`mechanism:badge.${presets}`)}</span> {t("mechanism:credibility.presets_words")}
              </p>
            </Card>
            {fits.map((fit) => (
              <FitCard key={fit.id} fit={fit} />
            ))}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function FitCard({ fit }: { fit: Fit }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={say(fit.label)} note={t("mechanism:credibility.opt_in")}>
      <p>
        <span className="tag warn">{t(`mechanism:badge.${fit.badge}`)}</span>{" "}
        {t("mechanism:credibility.met", { met: fit.met, all: fit.fitted, near: fit.near })}{" "}
        <strong>{t("mechanism:credibility.held", { met: fit.met_held_out, all: fit.held_out })}</strong>
      </p>
      <p className="quiet">
        {t("mechanism:credibility.made", {
          sets: fit.sets,
          patients: fit.patients,
          members: fit.members,
          effective: figure(fit.effective, 2),
          seed: fit.seed,
        })}
      </p>
      <details>
        <summary>{t("mechanism:credibility.goals", { count: fit.goals.length })}</summary>
        <Goals fit={fit} />
      </details>
      <details>
        <summary>{t("mechanism:credibility.learnt", { learnt: fit.learnt, all: fit.directions })}</summary>
        <Parameters fit={fit} />
      </details>
    </Card>
  );
}

function Goals({ fit }: { fit: Fit }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={say(fit.label)}>
      <table className="plain dense">
        <thead>
          <tr>
            {(["figure", "cohort", "printed", "fitted", "members", "missed", "source"] as const).map((one) => (
              <th key={one} scope="col">
                {t(`mechanism:goal.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fit.goals.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {say(one.label)} {one.held_out && <span className="tag">{t("mechanism:goal.held_out")}</span>}
              </th>
              <td>{say(one.cohort)}</td>
              <td className="nowrap">{one.printed}</td>
              <td className="nowrap">{figure(one.fitted)}</td>
              <td className="nowrap">
                {figure(one.low)}–{figure(one.high)}
              </td>
              <td className="nowrap">
                {one.missed === null ? "—" : one.missed.toFixed(1)}{" "}
                {!one.met && <span className="tag warn">{t("mechanism:goal.off")}</span>}
              </td>
              <td>
                <Mark mark={one.mark} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Parameters({ fit }: { fit: Fit }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("mechanism:goal.parameter")}>
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col">{t("mechanism:goal.parameter")}</th>
              <th scope="col">{t("mechanism:goal.prior")}</th>
              <th scope="col">{t("mechanism:goal.fitted")}</th>
              <th scope="col">{t("mechanism:goal.width")}</th>
            </tr>
          </thead>
          <tbody>
            {fit.parameters.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link to={`/mechanism/parameters?find=${one.id}`}>{say(one.label)}</Link> <code>{one.id}</code>
                </th>
                <td>{figure(one.prior)}</td>
                <td>{figure(one.fitted)}</td>
                <td>
                  {percent(one.width, 0)} {!one.learnt && <span className="tag warn">{t("mechanism:goal.unknown")}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fit.together.length > 0 && (
        <>
          <p>{t("mechanism:credibility.together")}</p>
          <ul className="bullets">
            {fit.together.map((one) => (
              <li key={one.first.en + one.other.en}>
                {say(one.first)} × {say(one.other)}: {one.correlation.toFixed(2)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
