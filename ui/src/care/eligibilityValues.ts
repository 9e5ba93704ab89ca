import type { Api } from "../api/types";

export type Written = Api["WrittenValue"];
export type Values = Record<string, Written>;

/** The zone of a moment as the server wrote it: `+08:00`. */
export function zoneOf(moment: string): string {
  const found = /([+-]\d\d:\d\d|Z)$/.exec(moment);
  return found?.[1] ?? "Z";
}

/** A day, with its hour where it is known, as a moment in the zone of another. */
export function momentOf(day: string, hour: string, like: string): string {
  return `${day}T${hour || "00:00"}:00${zoneOf(like)}`;
}

/** The values with one more, or without it. */
export function withValue(values: Values, name: string, value: Written | null): Values {
  const rest = Object.fromEntries(Object.entries(values).filter(([one]) => one !== name));
  return value === null ? rest : { ...rest, [name]: value };
}

/** When a drug was last given: never, or a day with or without its hour; null: not stated. */
export function drugValue(name: string, said: string, day: string, hour: string, like: string): Written | null {
  if (said === "never") return { observable: name, value: false, unit: "" };
  if (said !== "given" || !day) return null;
  return { observable: name, value: true, unit: "", time: momentOf(day, hour, like), day_only: hour === "" };
}
