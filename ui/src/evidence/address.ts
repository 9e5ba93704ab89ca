import type { paths } from "@schema";
import type { Language } from "../shell/language";

/** How an analysis is to be pooled: what the page's address says after the question mark. */
export type Options = NonNullable<
  paths["/api/evidence/papers/{paper}/{analysis}"]["get"]["parameters"]["query"]
>;
export type Path = paths["/api/evidence/papers/{paper}/{analysis}"]["get"]["parameters"]["path"];
export type FigureName =
  paths["/api/evidence/papers/{paper}/{analysis}/{figure}.{form}"]["get"]["parameters"]["path"]["figure"];

/** An analysis of a paper, or the base of one's address where it is another's (a review's). */
export type At = Path | { base: string };

function baseOf(at: At): string {
  return "base" in at ? at.base : `/api/evidence/papers/${at.paper}/${encodeURIComponent(at.analysis)}`;
}

/** The options as a query, in one order, what is not said left out. */
export function queryOf(options: Options): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || value === null || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return query;
}

/** The address of one of an analysis' figures, as SVG. */
export function figureAddress(
  at: At,
  name: FigureName,
  language: Language,
  options: Options = {},
): string {
  const query = queryOf(options);
  query.append("lang", language);
  return `${baseOf(at)}/${name}.svg?${query}`;
}

/** The address of the script that repeats an analysis. */
export function scriptAddress(
  at: At,
  program: "py" | "R" | "do",
  options: Options = {},
): string {
  const query = queryOf(options).toString();
  const base = `${baseOf(at)}/script.${program}`;
  return query ? `${base}?${query}` : base;
}

/** The address of a file that is taken out of an analysis. */
export function takenAddress(at: At, file: string, options: Options, more: Record<string, string>): string {
  const query = queryOf(options);
  for (const [name, value] of Object.entries(more)) query.append(name, value);
  return `${baseOf(at)}/${file}?${query}`;
}
