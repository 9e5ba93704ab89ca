import { Button } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { Signatures } from "./OrderSheet";
import { pastQuery, usePast } from "./past";
import { planOf, planTail } from "./plan";
import "./care.css";
import "./course.css";

type Panel = Api["ConditioningPanel"];

/** Conditioning and infusion as an A4 sheet, each dose with its arithmetic, to be signed by hand. */
export default function ConditioningSheet() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const [query] = useSearchParams();
  const plan = planOf(query);
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/conditioning", {
    params: { path: { patient }, query: { ...plan, ...pastQuery(usePast()) } },
  });
  const back = asked.data ? planTail(asked.data, plan) : "";
  return (
    <Page
      title={t("course:plan.title")}
      lead={
        <>
          <Link className="rule-id" to={`/care/patients/${patient}/conditioning${back}`}>
            {asked.data?.patient ?? "…"}
          </Link>{" "}
          · {t("course:plan.lead")}
        </>
      }
      actions={
        <Button type="primary" onClick={() => window.print()}>
          {t("course:orders.print")}
        </Button>
      }
    >
      <Answer of={asked}>{(panel) => <Sheet panel={panel} />}</Answer>
    </Page>
  );
}

function Sheet({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const regimen = panel.regimens.find((one) => one.id === panel.chosen);
  const head: [string, string, boolean?][] = [
    [t("course:orders.patient"), panel.patient],
    [t("course:orders.name"), panel.name || "—", true],
    [t("course:orders.number"), panel.hospital_number || "—", true],
    [t("course:orders.as_of"), moment(panel.at, language)],
    [t("course:plan.infusion"), panel.infusion ?? "—"],
    [t("course:orders.version"), String(panel.version)],
  ];
  return (
    <article className="card paper">
      <p className="paper-mark">
        {t("course:orders.unsigned")}
        {panel.demo && ` · ${t("course:orders.demo")}`}
      </p>
      <dl className="paper-head">
        {head.map(([label, value, names]) => (
          <div key={label} {...(names && { "data-export": "" })}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {regimen && (
        <p>
          <strong>{t("course:plan.regimen")}</strong> {regimen.product}: {regimen.printed.map(say).join("; ")}{" "}
          <span className="quiet">
            {regimen.study}, {regimen.year} · {regimen.registration} · {say(regimen.place)}
          </span>
        </p>
      )}
      <Basis panel={panel} />
      <AtOdds of={panel} printed />
      {panel.doses.length === 0 ? <p>{t("course:plan.none")}</p> : <Days panel={panel} />}
      {panel.days && (
        <p>
          <strong>{say(panel.days.text)}</strong>{" "}
          {t("care:conditioning.window", { first: panel.days.first, last: panel.days.last, limit: panel.days.limit })}{" "}
          <span className="quiet">{say(panel.days.place)}</span>
        </p>
      )}
      <p>
        <strong>{t("care:conditioning.no_steroid")}</strong>
      </p>
      <Boxes panel={panel} />
      <Signatures />
    </article>
  );
}

/** What the doses are worked out from, each with its time; what is not known is said to be. */
function Basis({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <p>
      <strong>{t("course:plan.basis")}</strong>{" "}
      {panel.form
        .flatMap((group) => group.inputs)
        .map((one) => `${say(one.label)} ${say(one.value)}${one.read_at ? ` (${moment(one.read_at, language)})` : ""}`)
        .join(" · ")}
      {panel.surfaces.length > 0 && (
        <>
          {" · "}
          {t("care:conditioning.bsa")}{" "}
          {panel.surfaces.map((one, at) => (
            <Fragment key={one.formula}>
              {at > 0 && " / "}
              {one.used ? <strong>{surface(one)}</strong> : surface(one)}
            </Fragment>
          ))}
        </>
      )}
    </p>
  );

  function surface(one: Api["SurfaceShown"]): string {
    return `${t(`care:conditioning.surface.${one.formula}`)} ${one.area} m²`;
  }
}

function Days({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t("care:conditioning.days")}>
      <table className="plain sheet-table">
        <thead>
          <tr>
            {["day", "drug", "dose", "working"].map((one) => (
              <th key={one} scope="col">
                {t(`care:conditioning.column.${one}`)}
              </th>
            ))}
            <th scope="col">{t("course:plan.given")}</th>
          </tr>
        </thead>
        <tbody>
          {panel.doses.map((one) => (
            <tr key={`${one.drug}${one.day}`}>
              <td className="nowrap">
                D{one.day} · {one.on}
              </td>
              <th scope="row">{say(one.label)}</th>
              <td className="nowrap">
                {one.amount === null ? "—" : <strong>{`${one.amount} ${one.unit}`}</strong>}
                {one.capped && <div>{t("care:conditioning.capped")}</div>}
                {one.missing.length > 0 && <div className="tag danger">{t("course:orders.held")}</div>}
              </td>
              <td>
                {say(one.working)}
                {one.missing.length > 0 && <div>{t("care:missing", { names: one.missing.map(say).join(" · ") })}</div>}
                <div className="quiet">{one.beside.join(" · ")}</div>
              </td>
              <td className="to-sign" />
            </tr>
          ))}
          <tr>
            <td className="nowrap">D0 · {panel.infusion}</td>
            <td colSpan={3}>{t("care:conditioning.cells")}</td>
            <td className="to-sign" />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Boxes({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <>
      <p>
        <strong>{t("course:plan.checks")}</strong>
      </p>
      <ul className="boxes">
        {panel.checklist.map((one) => (
          <li key={one.id}>
            <span aria-hidden="true">☐ ☐</span> {say(one.text)} <span className="quiet">{say(one.place)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
