import type { paths } from "@schema";

/** What a virtual patient's page asks for: the page's address and the API's say it alike. */
export type Asked = NonNullable<paths["/api/mechanism/patient"]["get"]["parameters"]["query"]>;

const MOST = 3;

/** The sliders that an address moves; what cannot be read is left to the server to refuse. */
export function movedOf(asked: Asked): Record<string, string> {
  return Object.fromEntries(
    (asked.set ?? []).map((one) => {
      const at = one.indexOf(":");
      return at < 0 ? [one, ""] : [one.slice(0, at), one.slice(at + 1)];
    }),
  );
}

/** What an address asks for; nothing said is the preset. */
export function askedOf(query: URLSearchParams): Asked {
  const asked: Asked = {};
  const product = query.get("product");
  const strategy = query.get("strategy");
  if (product) asked.product = product;
  if (strategy) asked.strategy = strategy;
  if (query.get("fitted") === "true") asked.fitted = true;
  const set = query.getAll("set");
  if (set.length > 0) asked.set = [...set].sort();
  return asked;
}

/** The same as a query, in one order. */
export function queryOf(asked: Asked): URLSearchParams {
  const query = new URLSearchParams();
  if (asked.product) query.set("product", asked.product);
  if (asked.strategy) query.set("strategy", asked.strategy);
  if (asked.fitted) query.set("fitted", "true");
  for (const one of [...(asked.set ?? [])].sort()) query.append("set", one);
  return query;
}

/** The courses kept for comparison: each a query of its own, at most three. */
export function keptOf(query: URLSearchParams): string[] {
  return [...new Set(query.getAll("against"))].slice(0, MOST);
}

/** Whether one more course can be kept. */
export function roomLeft(kept: readonly string[]): boolean {
  return kept.length < MOST;
}

/** Where a file of the patient is. */
export function fileAddress(name: string, asked: Asked): string {
  const query = queryOf(asked).toString();
  return `/api/mechanism/patient/${name}${query ? `?${query}` : ""}`;
}
