import { useTranslation } from "react-i18next";
import { Navigate, useParams } from "react-router";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Page } from "../parts/Page";

/** A rule by its id: it leads to the table in which it stands. */
export default function RulePlace() {
  const { t } = useTranslation();
  const { rule = "" } = useParams();
  const asked = queries.useQuery("get", "/api/rules/rules/{rule}", { params: { path: { rule } } });
  return (
    <Page title={`${t("rules:table.rule")} ${rule}`}>
      <Answer of={asked}>{(table) => <Navigate replace to={`/rules/tables/${table.id}#${rule}`} />}</Answer>
    </Page>
  );
}
