import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Since, sinceOf } from "../parts/Since";

interface OvertakenProps {
  /** What was refused, where something was. */
  error: unknown;
  /** What somebody else registered meanwhile, as it reads. */
  theirs: ReactNode;
  /** Leave one's own and begin from theirs; left out: nothing of this form was changed. */
  onTheirs?: () => void;
  /** Go on with one's own, over what came meanwhile. */
  onMine: () => void;
}

/** What others wrote to a review while a form was filled: nothing is overwritten but by one's own word. */
export function Overtaken({ error, theirs, onTheirs, onMine }: OvertakenProps) {
  const { t } = useTranslation();
  const since = sinceOf(error);
  return (
    <Alert
      type="warning"
      showIcon
      title={t("keeping:overtaken.title")}
      description={
        <>
          <Since events={since} />
          {onTheirs && (
            <section aria-label={t("keeping:overtaken.theirs")}>
              <h3>{t("keeping:overtaken.theirs")}</h3>
              {theirs}
            </section>
          )}
          <div className="actions">
            {onTheirs && <Button onClick={onTheirs}>{t("keeping:overtaken.take")}</Button>}
            <Button onClick={onMine}>{t(onTheirs ? "keeping:overtaken.over" : "keeping:overtaken.on")}</Button>
          </div>
        </>
      }
    />
  );
}
