import type { Language } from "../shell/language";

const GAP = "—";
const LOCALE: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };

/** A proportion as a percentage; a dash where there is none (unknown is not zero). */
export function percent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return GAP;
  return `${(100 * value).toFixed(digits)}%`;
}

/** Two proportions as an interval, the sign once. */
export function interval(
  low: number | null | undefined,
  high: number | null | undefined,
  digits = 1,
): string {
  if (low === null || low === undefined || high === null || high === undefined) return GAP;
  return `${(100 * low).toFixed(digits)}–${percent(high, digits)}`;
}

/** A figure with so many digits that count. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return GAP;
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1000 || size < 1e-4 ? value.toExponential(1) : Number(value.toPrecision(digits)).toString();
}

/** A P value as journals print it. */
export function pValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return GAP;
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}

/** The ward's zone, as the server says it; what is stored in UTC is shown in it. */
let ward = "UTC";

/** Keep the ward's zone; one that this browser does not know leaves moments in UTC. */
export function keepZone(zone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    ward = zone;
  } catch {
    ward = "UTC";
  }
}

/** A moment in the words of the language: as its own clock read, or in the ward's zone where it is in UTC. */
export function moment(iso: string, language: Language): string {
  const local = iso.replace(/(Z|[+-]\d\d:\d\d)$/, "");
  const read = new Date(`${local}Z`);
  if (Number.isNaN(read.getTime())) return iso;
  return new Intl.DateTimeFormat(LOCALE[language], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: iso.endsWith("Z") ? ward : "UTC",
  }).format(read);
}
