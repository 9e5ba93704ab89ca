import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Refused, Unreachable, type Refusal } from "../api/refusal";
import { useSay } from "../shell/language";
import { Since, sinceOf } from "./Since";

interface Four {
  what: string;
  where: string;
  found: string;
  do: string;
}

/** An error as it is read: what is wrong, where, what was found, what to do. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const spoken = (refusal: Refusal): Four => ({
    what: say(refusal.what),
    where: refusal.where,
    found: refusal.found,
    do: say(refusal.do),
  });
  const four = ((): Four => {
    if (error instanceof Refused && error.refusal) return spoken(error.refusal);
    const found = error instanceof Error ? error.message : String(error);
    const kind = error instanceof Unreachable ? "unreachable" : "unknown";
    return {
      what: t(`shell:problem.${kind}.what`),
      where: window.location.pathname,
      found,
      do: t(`shell:problem.${kind}.do`),
    };
  })();
  const since = sinceOf(error);
  return (
    <Alert
      type="error"
      showIcon
      title={four.what}
      description={
        <>
          <dl className="pairs">
            {four.where && (
              <>
                <dt>{t("shell:problem.where")}</dt>
                <dd>{four.where}</dd>
              </>
            )}
            {four.found && (
              <>
                <dt>{t("shell:problem.found")}</dt>
                <dd>{four.found}</dd>
              </>
            )}
            <dt>{t("shell:problem.do")}</dt>
            <dd>{four.do}</dd>
          </dl>
          {since.length > 0 && <Since events={since} />}
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              {t("shell:problem.retry")}
            </Button>
          )}
        </>
      }
    />
  );
}
