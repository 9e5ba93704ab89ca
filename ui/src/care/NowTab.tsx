import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { Counters, Orders } from "./Consider";
import { DecisionList } from "./DecisionList";
import { RuleButton } from "./RuleDrawer";

/** How many of a long list stand open; the others are one press away, and counted. */
const OPEN = 12;
/** What is measured at the bedside stands before the laboratory. */
const VITAL = ["temperature", "systolic_bp", "heart_rate", "respiratory_rate", "spo2", "spo2_room_air"];

/** What follows for a patient now. */
export function NowTab({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="column">
      <AtOdds of={page} />
      {page.later > 0 && <Alert role="note" type="info" showIcon title={t("bedside:later", { count: page.later })} />}
      <Stages page={page} />
      <div className="grid-cards wide-cards">
        <Card title={t("care:now.next")} note={t("care:patients.confirm")}>
          <ol className="steps">
            {page.steps.map((one) => (
              <li key={one.label.en}>
                <span className={`step ${one.kind}`}>{t(`care:step.${one.kind}`)}</span> {say(one.label)}
                {one.detail && <div className="quiet">{say(one.detail)}</div>}
                {one.rule && (
                  <div>
                    <RuleButton rule={one.rule} /> <span className="quiet">{one.place && say(one.place)}</span>
                  </div>
                )}
              </li>
            ))}
          </ol>
        </Card>
        <Card title={t("care:now.checks")}>
          <Checks checks={page.checks} />
        </Card>
        <Card title={t("care:now.orders")} note={t("care:now.unsigned")}>
          <Orders orders={page.orders} />
        </Card>
        <Card title={t("care:now.counters")}>
          <Counters counters={page.counters} />
        </Card>
        {page.asked.length > 0 && (
          <Card title={t("care:now.asked")}>
            <Long className="bullets">
              {page.asked.map((one) => (
                <li key={one.name}>
                  {say(one.label)} <span className="quiet">{say(one.reason)}</span>
                </li>
              ))}
            </Long>
          </Card>
        )}
        {(page.washouts.length > 0 || page.leukapheresis_from) && (
          <Card title={t("care:now.washouts")}>
            {page.leukapheresis_from && (
              <p>
                {t("care:now.leukapheresis_from")} <strong>{page.leukapheresis_from.slice(0, 10)}</strong>
              </p>
            )}
            <ul className="bullets">
              {page.washouts.map((one) => (
                <li key={one.en}>{say(one)}</li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      {page.eligibility.length > 0 && (
        <Card title={t("care:now.eligibility")} note={t("care:now.three_states")}>
          <DecisionList decisions={page.eligibility} open />
        </Card>
      )}
      <Card title={t("care:now.decisions")} note={t("care:now.decisions_note")}>
        <DecisionList decisions={page.decisions} />
      </Card>
      {page.errata.length > 0 && (
        <Card title={t("care:now.errata")}>
          <ul className="bullets">
            {page.errata.map((one) => (
              <li key={one}>
                <Link to={`/rules/errata#${one}`}>{one}</Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

/** The pages of the stages that a patient is at. */
function Stages({ page }: { page: Api["PatientPage"] }) {
  const { t } = useTranslation();
  const home = `/care/patients/${page.id}`;
  const stages = page.day === null ? (["eligibility", "conditioning"] as const) : (["salvage"] as const);
  return (
    <nav className="actions" aria-label={t("care:now.stages")}>
      {stages.map((one) => (
        <Link key={one} className="chip" to={`${home}/${one}`}>
          {t(`care:${one}.title`)}
        </Link>
      ))}
    </nav>
  );
}

/** A list of which the first entries stand open, and the others behind their number. */
function Long({ className, children }: { className: string; children: ReactNode[] }) {
  const { t } = useTranslation();
  const rest = children.slice(OPEN);
  return (
    <>
      <ul className={className}>{children.slice(0, OPEN)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{t("bedside:more", { count: rest.length })}</summary>
          <ul className={className}>{rest}</ul>
        </details>
      )}
    </>
  );
}

/** What is to be measured again: at the bedside first, then the most pressing first. */
export function Checks({ checks }: { checks: readonly Api["CheckDue"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  if (checks.length === 0) return <p className="quiet">{t("care:now.no_checks")}</p>;
  const vital = checks.filter((one) => VITAL.includes(one.name));
  const sorted = [...vital, ...checks.filter((one) => !vital.includes(one))];
  return (
    <Long className="checks">
      {sorted.map((one) => (
        <li key={one.name}>
          <span className={`tag ${one.status === "overdue" ? "danger" : one.status === "upcoming" ? "" : "warn"}`}>
            {t(`care:check.${one.status}`)}
          </span>
          {say(one.label)} {one.due && <span className="nowrap">{moment(one.due, language)}</span>}{" "}
          <RuleButton rule={one.rule} />
        </li>
      ))}
    </Long>
  );
}
