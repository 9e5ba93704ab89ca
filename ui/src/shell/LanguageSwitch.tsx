import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { changeLanguage, useLanguage } from "./language";

/** To the other language, on the spot. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const other = useLanguage() === "zh" ? "en" : "zh";
  return (
    <Button lang={other === "zh" ? "zh-CN" : "en"} onClick={() => void changeLanguage(other)}>
      {t("shell:other_language")}
    </Button>
  );
}
