import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";

const ORDERS = ["import", "relevance"] as const;

/** In which order the queue is shown and why this report stands here; and its further pages. */
export function QueueOrder({ queue, shown }: { queue: Api["QueueShown"]; shown: string | undefined }) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  const put = (key: string, value: string | null): void =>
    setSearch((before) => {
      before.delete("report");
      if (key === "order") before.delete("first");
      if (value) before.set(key, value);
      else before.delete(key);
      return before;
    });
  const { page, order } = queue;
  const rank = order.ranks.find((one) => one.report === shown);
  return (
    <div className="queue-order">
      {queue.stage === "title" && (
        <Choose
          label={t("conduct:order.label")}
          value={order.by}
          options={ORDERS.map((value) => ({ value, label: t(`conduct:order.${value}`) }))}
          onChange={(value) => put("order", value === "relevance" ? value : null)}
        />
      )}
      {order.by === "relevance" && order.basis && (
        <p className="quiet">
          {t(`conduct:order.from_${order.basis}`, { included: order.included, excluded: order.excluded })}{" "}
          {t("conduct:order.never")}
        </p>
      )}
      {rank && rank.because.length > 0 && (
        <p className="quiet">
          {t("conduct:order.because")}{" "}
          {rank.because.map((one) => (
            <span key={one.word} className="tag">
              {one.weight > 0 ? "+" : "−"} {one.word}
            </span>
          ))}
        </p>
      )}
      {(page.before !== null || page.next !== null) && (
        <div className="actions">
          <span className="quiet">{t("conduct:order.page", { from: page.first + 1, all: queue.left })}</span>
          {page.before !== null && (
            <Button size="small" onClick={() => put("first", String(page.before))}>
              {t("conduct:order.back")}
            </Button>
          )}
          {page.next !== null && (
            <Button size="small" onClick={() => put("first", String(page.next))}>
              {t("conduct:order.next")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
