import { useId } from "react";
import { useTranslation } from "react-i18next";
import { APPEARANCES, choose, useChosen, type Appearance } from "./appearance";

/** Light, dark, or as the system says; kept in this browser. */
export function AppearanceChoice() {
  const { t } = useTranslation();
  const id = useId();
  const own = useChosen();
  return (
    <>
      <dt>
        <label htmlFor={id}>{t("shell:appearance.title")}</label>
      </dt>
      <dd>
        <select id={id} value={own} onChange={(event) => choose(event.target.value as Appearance)}>
          {APPEARANCES.map((one) => (
            <option key={one} value={one}>
              {t(`shell:appearance.${one}`)}
            </option>
          ))}
        </select>
      </dd>
    </>
  );
}
