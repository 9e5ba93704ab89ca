import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "../api/refusal";
import type { Api } from "../api/types";
import { moment } from "../parts/format";
import { useLanguage } from "../shell/language";

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
  const language = useLanguage();
  const since = sinceOf(error);
  return (
    <Alert
      type="warning"
      showIcon
      title={t("keeping:overtaken.title")}
      description={
        <>
          <ul className="bullets">
            {since.map((one) => (
              <li key={one.version}>
                {moment(one.at, language)} · {one.author} · {t(`keeping:kind.${one.kind}`, one.kind)}
              </li>
            ))}
          </ul>
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

/** The events that a writer had not seen, of a refusal for that reason. */
export function sinceOf(error: unknown): readonly Api["EventSince"][] {
  if (!(error instanceof Refused) || error.status !== 409 || !error.refusal) return [];
  return (error.refusal as Partial<Api["ConflictRefusal"]>).since ?? [];
}
