import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";

/** What is shown until an answer is there. */
export function Waiting({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="waiting">
      <span className="sr">{t("shell:waiting")}</span>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
