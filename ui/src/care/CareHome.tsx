import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { PatientsCard } from "../parts/PatientsCard";
import { Page } from "../parts/Page";

/** The care room: the demo patients, each with what is next. */
export default function CareHome() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/landing", {}, { staleTime: Infinity });
  return (
    <Page title={t("shell:room.care")} lead={t("care:home.lead")} json={null}>
      <Answer of={asked}>{(landing) => <PatientsCard patients={landing.patients} />}</Answer>
    </Page>
  );
}
