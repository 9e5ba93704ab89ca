import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { RuleButton } from "./RuleDrawer";

/** Orders to consider, with their arithmetic and what stands in their way; nobody has signed one. */
export function Orders({ orders }: { orders: readonly Api["OrderConsidered"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  if (orders.length === 0) return <p className="quiet">{t("care:now.no_orders")}</p>;
  return (
    <ul className="checks">
      {orders.map((one) => (
        <li key={one.id}>
          <span className={`step ${one.held ? "held" : "order"}`}>
            {t(one.held ? "care:step.held" : "care:step.order")}
          </span>{" "}
          {say(one.label)} {one.amount && <strong className="nowrap">{`${one.amount} ${one.unit}`}</strong>}
          <div className="quiet">{say(one.working)}</div>
          {one.held && one.limits.map((text) => <div key={text.en}>{say(text)}</div>)}
          {one.missing.length > 0 && (
            <div>{t("care:missing", { names: one.missing.map(say).join(" · ") })}</div>
          )}
          <div>
            {one.rules.map((rule) => (
              <RuleButton key={rule.id} rule={rule.id} />
            ))}
            {one.against.map((rule) => (
              <span key={rule}>
                <span className="tag danger">{t("care:against")}</span>
                <RuleButton rule={rule} />
              </span>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How often a drug was given, what is left, when it may be given again. */
export function Counters({ counters }: { counters: readonly Api["DoseCounter"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      {counters.map((one) => (
        <div key={one.drug.en} className="counter">
          <p>
            {say(one.drug)}{" "}
            <strong>{t("care:counter.given", { given: one.given, total: one.total })}</strong>{" "}
            {one.hours_since && <span>{t("care:counter.since", { hours: one.hours_since })}</span>}
          </p>
          {one.given > 0 && one.earliest && (
            <p>{t("care:counter.earliest", { when: moment(one.earliest, language) })}</p>
          )}
          <ul className="bullets quiet">
            {one.limits.map((text) => (
              <li key={text.en}>{say(text)}</li>
            ))}
          </ul>
          {one.errata.map((erratum) => (
            <Link key={erratum} to={`/rules/errata#${erratum}`}>
              {erratum}
            </Link>
          ))}
        </div>
      ))}
    </>
  );
}
