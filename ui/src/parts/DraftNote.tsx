import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../shell/language";
import { moment } from "./format";

/** Says that what stands in a form is a draft of this tab, when it was kept, and lets it go. */
export function DraftNote({ at, onDrop }: { at: string | null; onDrop: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className="actions">
      <span className="quiet">
        {t("keeping:draft.note")}
        {at && ` · ${t("keeping:draft.at", { at: moment(at, language) })}`}
      </span>
      <Button size="small" onClick={onDrop}>
        {t("keeping:draft.drop")}
      </Button>
    </div>
  );
}
