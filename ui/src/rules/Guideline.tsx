import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { PlaceLink } from "../parts/PlaceLink";
import { useSay } from "../shell/language";
import { isOfSource, Rests } from "./Rests";
import "./rules.css";

/** A guideline in the source's own order: tables, orders, and what is not modelled and why. */
export default function Guideline() {
  const { t } = useTranslation();
  const say = useSay();
  const { guideline = "" } = useParams();
  const asked = queries.useQuery("get", "/api/rules/guidelines/{guideline}", {
    params: { path: { guideline } },
  });
  return (
    <Page
      title={asked.data ? say(asked.data.guideline.title) : t("rules:guideline.title")}
      lead={asked.data && t(isOfSource(asked.data.guideline) ? "rules:guideline.lead" : "rules:guideline.lead_apart")}
    >
      <Answer of={asked} rows={12}>
        {(found) => (
          <div className="column">
            <Rests of={found.guideline} />
            <TablesCard tables={found.tables} />
            {found.orders.length > 0 && <OrdersCard orders={found.orders} />}
            {found.not_modelled.length > 0 && (
              <Card title={t("rules:guideline.not_modelled")}>
                <ul className="entries">
                  {found.not_modelled.map((one) => (
                    <li key={one.id}>
                      <p>
                        {say(one.text)} <PlaceLink at={one.at} />
                      </p>
                      <p className="quiet">{say(one.reason)}</p>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function TablesCard({ tables }: { tables: readonly Api["TableListed"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("rules:guideline.tables", { count: tables.length })}>
      <div className="scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("rules:guideline.table")}</th>
              <th scope="col">{t("rules:guideline.place")}</th>
              <th scope="col">{t("rules:table.layer")}</th>
              <th scope="col" className="right">
                {t("rules:guideline.rules")}
              </th>
              <th scope="col" className="right">
                {t("rules:errata.short")}
              </th>
            </tr>
          </thead>
          <tbody>
            {tables.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to={`/rules/tables/${one.id}`}>{say(one.title)}</Link>
                </td>
                <td>
                  <PlaceLink at={one.at} />
                </td>
                <td>{t(`rules:layer.${one.layer}`)}</td>
                <td className="right">{one.rules}</td>
                <td className="right">{one.errata || "·"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function OrdersCard({ orders }: { orders: readonly Api["OrderShown"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("rules:guideline.orders", { count: orders.length })} note={t("rules:guideline.orders_note")}>
      <ul className="entries">
        {orders.map((one) => (
          <li key={one.id} id={one.id}>
            <p>
              {say(one.label)} <Mark mark={one.mark} />
            </p>
            {one.note && <p className="quiet">{say(one.note)}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
