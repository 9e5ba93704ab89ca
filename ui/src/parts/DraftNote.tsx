import { Button } from "antd";
import { useTranslation } from "react-i18next";

/** Says that what stands in a form is a draft of this tab, and lets it go. */
export function DraftNote({ onDrop }: { onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="actions">
      <span className="quiet">{t("keeping:draft.note")}</span>
      <Button size="small" onClick={onDrop}>
        {t("keeping:draft.drop")}
      </Button>
    </div>
  );
}
