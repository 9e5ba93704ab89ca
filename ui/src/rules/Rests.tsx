import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { useLanguage } from "../shell/language";
import { cited, numbers } from "./citation";

/** Whether a guideline is what its source says, or stands beside it. */
export function isOfSource(one: Api["GuidelineListed"]): boolean {
  return one.layers.includes("source");
}

const FEW = 4;

/** What a guideline rests on: its source; of one beside the source, its layer and what its tables name. */
export function Rests({ of, brief = false }: { of: Api["GuidelineListed"]; brief?: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const line = (source: Api["Source"]): string =>
    `${cited(source, language).authors}. ${cited(source, language).container} ${numbers(source)}`;
  if (isOfSource(of)) return <p className="quiet">{line(of.source)}</p>;
  return (
    <div className="quiet">
      {of.layers.map((layer) => (
        <span key={layer} className="tag warn">
          {t(`rules:layer.${layer}`)}
        </span>
      ))}{" "}
      {t("rules:home.named")}{" "}
      {of.named.slice(0, brief ? FEW : undefined).map((one, at) => (
        <span key={one.id}>
          {at > 0 && ", "}
          <Link className="rule-id" to={`/rules/sources/${one.id}`}>
            {one.id}
          </Link>
        </span>
      ))}
      {brief && of.named.length > FEW && " …"} · {t("rules:home.beside")}{" "}
      <Link className="rule-id" to={`/rules/sources/${of.source.id}`}>
        {of.source.id}
      </Link>
    </div>
  );
}
