import { useTranslation } from "react-i18next";
import { Page } from "../parts/Page";

export default function Landing() {
  const { t } = useTranslation();
  return <Page title={t("shell:room.home")}>{null}</Page>;
}
