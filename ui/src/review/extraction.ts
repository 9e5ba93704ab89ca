import type { Api } from "../api/types";

export type Value = Api["ExtractedValue"];
export type Item = Api["ExtractionItem"];
export const STATES = ["reported", "not-reported", "unclear"] as const;
export type State = (typeof STATES)[number];

/** What stands in the fields of one item while somebody types. */
export interface Draft {
  state: State | "";
  printed: string;
  events: string;
  n: string;
  number: string;
  low: string;
  high: string;
  quote: string;
  place: string;
}

const text = (value: number | null | undefined): string => (value == null ? "" : String(value));
const figure = (value: string): number | null => (value.trim() === "" ? null : Number(value));

/** Whether an item is a share: so many of so many. */
export function isShare(item: Item): boolean {
  return item.kind === "count" || item.kind === "percentage";
}

/** The fields as a kept value fills them. */
export function draftOf(item: Item, value: Value | null): Draft {
  const printed = value?.printed ?? "";
  const share = isShare(item);
  return {
    state: value?.state ?? "",
    printed: share ? (/[%％]$/.test(printed) ? printed.slice(0, -1) : "") : printed,
    events: text(value?.events),
    n: text(value?.n),
    number: text(value?.number),
    low: text(value?.low),
    high: text(value?.high),
    quote: value?.quote ?? "",
    place: value?.place ?? "",
  };
}

/** The fields as the server takes them; empty is absent, never 0. */
export function askedOf(item: Item, draft: Draft, arm = ""): Api["ValueAsked"] | null {
  if (draft.state === "") return null;
  const reported = draft.state === "reported";
  return {
    item: item.id,
    state: draft.state,
    arm,
    printed: reported ? draft.printed : "",
    events: reported ? figure(draft.events) : null,
    n: reported ? figure(draft.n) : null,
    number: reported ? figure(draft.number) : null,
    low: reported ? figure(draft.low) : null,
    high: reported ? figure(draft.high) : null,
    quote: draft.quote,
    place: draft.place,
    report: "",
    note: "",
  };
}

/** A value in one line: figures, then what is printed; a dash where there is none. */
export function written(value: Value | null): string {
  if (value?.state !== "reported") return "—";
  const parts: string[] = [];
  if (value.n != null) parts.push(`${value.events ?? "?"}/${value.n}`);
  if (value.number != null) {
    const interval = value.low != null || value.high != null;
    parts.push(interval ? `${value.number} (${value.low ?? "—"}, ${value.high ?? "—"})` : `${value.number}`);
  }
  if (value.printed && !parts.includes(value.printed)) parts.push(value.printed);
  return parts.join(" · ");
}
