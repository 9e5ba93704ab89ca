import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { percent } from "../../parts/format";

const GAP = "—";

/** How estimates of a measure and the widths of their intervals are written; null is not reached, or has no end. */
export function useEstimate(measure: Api["OperatingAnswer"]["measure"]) {
  const { t } = useTranslation();
  const estimate = (value: number | null | undefined): string => {
    if (measure === "months") return value?.toFixed(1) ?? t("trials:operating.not_reached");
    return measure === "hazard ratio" ? (value?.toFixed(2) ?? GAP) : percent(value);
  };
  const width = (value: number | null | undefined): string => {
    if (measure === "months") return value?.toFixed(1) ?? "∞";
    if (measure === "hazard ratio") return typeof value === "number" ? `×${value.toFixed(2)}` : "∞";
    return percent(value);
  };
  return { estimate, width };
}
