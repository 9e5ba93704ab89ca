import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { PlaceLink } from "../parts/PlaceLink";
import { useSay } from "../shell/language";

/** One misprint or contradiction: as printed, as used, and why. */
export function ErratumEntry({ erratum }: { erratum: Api["ErratumShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <li id={erratum.id}>
      <p>
        <span className="tag">{t(`rules:erratum.${erratum.kind}`)}</span>
        <span className={`tag ${erratum.status === "open" ? "warn" : "good"}`}>
          {t(`rules:status.${erratum.status}`)}
        </span>
        <PlaceLink at={erratum.at} />
      </p>
      <dl className="pairs">
        <dt>{t("rules:errata.printed")}</dt>
        <dd>{say(erratum.printed)}</dd>
        <dt>{t("rules:errata.used")}</dt>
        <dd>
          <strong>{say(erratum.used)}</strong>
        </dd>
        <dt>{t("rules:errata.reason")}</dt>
        <dd>{say(erratum.reason)}</dd>
        {erratum.concerns.length > 0 && (
          <>
            <dt>{t("rules:errata.concerns")}</dt>
            <dd>{erratum.concerns.join(", ")}</dd>
          </>
        )}
        {erratum.findings.length > 0 && (
          <>
            <dt>{t("rules:errata.findings")}</dt>
            <dd>
              {erratum.findings.map((one) => (
                <div key={one}>
                  <Link to={`/evidence/audits/${one.split("/")[0]}?finding=${encodeURIComponent(one)}`}>
                    {one}
                  </Link>
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}
