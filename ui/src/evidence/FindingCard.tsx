import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { PlaceLink } from "../parts/PlaceLink";
import { useSay } from "../shell/language";

/** One finding: what is printed and what follows; its arithmetic and its places on demand. */
export function FindingCard({ finding, open }: { finding: Api["FindingShown"]; open: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <article className={`card finding-card ${finding.severity}`} id={`finding-${finding.id}`}>
      <p>
        <span className={`tag ${finding.severity === "major" ? "danger" : ""}`}>
          {t(`evidence:severity.${finding.severity}`)}
        </span>
        <span className="tag">{t(`evidence:kind.${finding.kind}`)}</span> {say(finding.sentence)}
      </p>
      <details open={open}>
        <summary>{t("evidence:finding.proof")}</summary>
        <dl className="pairs">
          <dt>{t("evidence:finding.at")}</dt>
          <dd>
            <PlaceLink at={finding.at} />
          </dd>
          <dt>{t("evidence:finding.printed")}</dt>
          <dd>{say(finding.printed)}</dd>
          <dt>{t("evidence:finding.follows")}</dt>
          <dd>{say(finding.follows)}</dd>
          {finding.against.length > 0 && (
            <>
              <dt>{t("evidence:finding.against")}</dt>
              <dd>
                {finding.against.map((one) => (
                  <div key={`${one.source} ${one.place}`}>
                    <PlaceLink at={one} />
                  </div>
                ))}
              </dd>
            </>
          )}
          {finding.assumes.length > 0 && (
            <>
              <dt>{t("evidence:finding.assumes")}</dt>
              <dd>
                {finding.assumes.map((one) => (
                  <div key={one.en}>{say(one)}</div>
                ))}
              </dd>
            </>
          )}
        </dl>
        {finding.arithmetic.length > 0 && (
          <div className="arithmetic">
            {finding.arithmetic.map((line, index) => (
              <div key={index}>{say(line)}</div>
            ))}
          </div>
        )}
      </details>
    </article>
  );
}
