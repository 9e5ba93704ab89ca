import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";

interface GrimProps {
  printed: string;
  n: string;
  events: string;
}

/** While a percentage is typed: which counts of n print like it. It fills nothing in. */
export function Grim({ printed, n, events }: GrimProps) {
  const { t } = useTranslation();
  const ready = /^\d{1,3}(\.\d{1,6})?$/.test(printed) && Number(n) >= 1;
  const asked = queries.useQuery(
    "get",
    "/api/evidence/grim",
    { params: { query: { printed, n: Number(n), ...(events === "" ? {} : { events: Number(events) }) } } },
    { enabled: ready, staleTime: Infinity, retry: false },
  );
  if (!ready || !asked.data) return <p className="grim quiet" aria-live="polite" />;
  return (
    <p className="grim" aria-live="polite">
      <span className={`tag ${tone(asked.data)}`}>GRIM</span>{" "}
      {t(`appraisal:grim.${asked.data.state}`, { counts: asked.data.counts.join(", "), n, printed })}
      {asked.data.contradicts && `; ${t("appraisal:grim.contradicts")}`}
      {asked.data.others.length > 0 &&
        `; ${t("appraisal:grim.others", { others: asked.data.others.map((one) => `${one.events}/${one.n}`).join(", ") })}`}
    </p>
  );
}

function tone(found: Api["GrimShown"]): string {
  if (found.state === "none" || found.contradicts) return "danger";
  return found.state === "fits" ? "good" : "warn";
}
