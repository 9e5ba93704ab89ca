import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { gradeText } from "./grades";
import { pastQuery, usePast } from "./past";
import "./care.css";
import "./course.css";

/** The orders to consider as an A4 sheet, to be signed by hand; none is signed here. */
export default function OrderSheet() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const at = usePast();
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/orders", {
    params: { path: { patient }, query: pastQuery(at) },
  });
  return (
    <Page
      title={t("course:orders.title")}
      lead={
        <>
          <Link className="rule-id" to={`/care/patients/${patient}`}>
            {asked.data?.patient ?? "…"}
          </Link>{" "}
          · {t("course:orders.lead")}
        </>
      }
      actions={
        <Button type="primary" onClick={() => window.print()}>
          {t("course:orders.print")}
        </Button>
      }
    >
      <Answer of={asked}>{(sheet) => <Sheet sheet={sheet} />}</Answer>
    </Page>
  );
}

function Sheet({ sheet }: { sheet: Api["OrderSheet"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const head: [string, string][] = [
    [t("course:orders.patient"), sheet.patient],
    [t("course:orders.name"), sheet.name || "—"],
    [t("course:orders.number"), sheet.hospital_number || "—"],
    [t("course:orders.day"), sheet.day === null ? "—" : String(sheet.day)],
    [t("course:orders.grades"), `${gradeText(sheet.crs)} / ${gradeText(sheet.icans)}`],
    [t("course:orders.as_of"), moment(sheet.at, language)],
    [t("course:orders.version"), String(sheet.version)],
  ];
  return (
    <article className="card paper">
      <p className="paper-mark">
        {t("course:orders.unsigned")}
        {sheet.demo && ` · ${t("course:orders.demo")}`}
      </p>
      <dl className="paper-head">
        {head.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {sheet.basis.length > 0 && (
        <p>
          <strong>{t("course:orders.basis")}</strong>{" "}
          {sheet.basis
            .map((one) => `${say(one.label)} ${say(one.value)} (${moment(one.at, language)})`)
            .join(" · ")}
        </p>
      )}
      <AtOdds of={sheet} printed />
      {sheet.orders.length === 0 ? (
        <p>{t("course:orders.none")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label={t("course:orders.title")}>
          <table className="plain sheet-table">
            <thead>
              <tr>
                {["no", "order", "amount", "working", "decision"].map((one) => (
                  <th key={one} scope="col">
                    {t(`course:orders.${one}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sheet.orders.map((one, place) => (
                <Order key={one.id} order={one} number={place + 1} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sheet.counters.some((one) => one.given > 0) && (
        <p>
          <strong>{t("course:orders.counters")}</strong>{" "}
          {sheet.counters
            .filter((one) => one.given > 0)
            .map((one) => `${say(one.drug)} ${t("care:counter.given", { given: one.given, total: one.total })}`)
            .join(" · ")}
        </p>
      )}
      {sheet.errata.length > 0 && (
        <p className="quiet">{t("course:orders.errata", { list: sheet.errata.join(", ") })}</p>
      )}
      <Signatures />
    </article>
  );
}

/** Lines to sign on by hand, and when the sheet was printed. */
export function Signatures() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <div className="signatures">
        {(["physician", "nurse"] as const).map((who) => (
          <div key={who}>
            <span>{t(`course:orders.${who}`)}</span>
            <span>
              {t("course:orders.signature")} <i />
            </span>
            <span>
              {t("course:orders.when")} <i />
            </span>
          </div>
        ))}
      </div>
      <p className="quiet paper-foot">{t("course:orders.foot", { when: moment(new Date().toISOString(), language) })}</p>
    </>
  );
}

function Order({ order, number }: { order: Api["OrderConsidered"]; number: number }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <tr>
      <td>{number}</td>
      <th scope="row">
        {say(order.label)}
        {order.held && (
          <div>
            <span className="tag danger">{t("course:orders.held")}</span>
          </div>
        )}
      </th>
      <td className="nowrap">
        {order.amount ? <strong>{`${order.amount} ${order.unit}`}</strong> : t("course:orders.not_stated")}
      </td>
      <td>
        <div>{say(order.working)}</div>
        {order.missing.length > 0 && (
          <div>{t("care:missing", { names: order.missing.map(say).join(" · ") })}</div>
        )}
        {order.against.map((rule) => (
          <div key={rule}>{`${t("care:against")} ${rule}`}</div>
        ))}
        {order.limits.map((text) => (
          <div key={text.en}>{say(text)}</div>
        ))}
        {order.earliest && order.held && (
          <div>{t("care:counter.earliest", { when: moment(order.earliest, language) })}</div>
        )}
        {order.rules.map((rule) => (
          <div key={rule.id} className="quiet">
            {`${rule.id} · ${say(rule.place)}`}
          </div>
        ))}
      </td>
      <td className="to-sign" />
    </tr>
  );
}
