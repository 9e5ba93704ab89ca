import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { useLanguage, useSay } from "../shell/language";

/** The numbered criteria, those of inclusion first; `both`: with the other language beside. */
export function Criteria({ of, both = false }: { of: readonly Api["CriterionShown"][]; both?: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return [true, false].map((includes) => {
    const held = of.filter((one) => one.includes === includes);
    if (held.length === 0) return null;
    return (
      <div key={String(includes)}>
        <h3>{t(includes ? "review:criteria.include" : "review:criteria.exclude")}</h3>
        <ul className="criteria">
          {held.map((one) => (
            <li key={one.id}>
              <strong>{one.id}</strong> {say(one.text)}
              {both && one.text.zh !== one.text.en && (
                <span className="quiet both">{language === "zh" ? one.text.en : one.text.zh}</span>
              )}
            </li>
          ))}
        </ul>
      </div>
    );
  });
}
