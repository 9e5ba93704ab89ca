import type { Api } from "../api/types";

/** A table or a figure as a page shows it, to be written into a file. */
export interface Taken {
  kind: "table" | "figure";
  title: string;
  part: () => Promise<Api["TableSent"] | Api["FigureSent"]>;
}

/** How a drawing that is no SVG on the page gives itself as one. */
export const drawings = new WeakMap<Element, () => Promise<string>>();

export const TAKEABLE = "table, figure.figure > svg, figure .canvas";
const BLOCK = /^(div|p|li|dd|dt|br|tr|h[1-6]|ul|ol|dl|details|summary)$/;
const LEFT_OUT = "svg, script, style, .ant-btn, [hidden], [aria-hidden=true]";

/** The words of an element as one line: blocks apart, fields by their value, no buttons. */
export function wordsOf(element: Element): string {
  const said: string[] = [""];
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) said[said.length - 1] += node.textContent ?? "";
    if (!(node instanceof Element) || node.matches(LEFT_OUT)) return;
    const instead = node.getAttribute("data-export");
    if (instead !== null) said[said.length - 1] += instead;
    else if (node instanceof HTMLSelectElement) said[said.length - 1] += node.selectedOptions[0]?.text ?? "";
    else if (node instanceof HTMLInputElement && /^(checkbox|radio)$/.test(node.type))
      said[said.length - 1] += node.checked ? "✓ " : "";
    else if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement)
      said[said.length - 1] += node.value;
    else {
      const block = BLOCK.test(node.localName);
      if (block) said.push("");
      node.childNodes.forEach(walk);
      if (block) said.push("");
    }
  };
  walk(element);
  return said
    .map((one) => one.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join("; ");
}

/** Rows as a grid: a cell over several rows stands in each, one over several columns in the first. */
function grid(rows: readonly HTMLTableRowElement[], repeat: boolean): string[][] {
  const below: { text: string; rows: number }[] = [];
  return rows.map((row) => {
    const out: string[] = [];
    const carried = (): void => {
      for (let held = below[out.length]; held && held.rows > 0; held = below[out.length]) {
        held.rows -= 1;
        out.push(held.text);
      }
    };
    for (const cell of row.cells) {
      carried();
      const text = wordsOf(cell);
      for (let at = 0; at < cell.colSpan; at += 1) {
        below[out.length] = { text, rows: cell.rowSpan - 1 };
        out.push(at === 0 || repeat ? text : "");
      }
    }
    carried();
    return out;
  });
}

/** A table of the page as words: names of columns, and rows; one cell over all is a heading. */
export function tableOf(table: HTMLTableElement, title: string): Api["TableSent"] {
  const all = [...table.rows].filter((row) => row.closest("table") === table && !row.hidden);
  const head = all.filter((row) => row.parentElement?.localName === "thead");
  const body = all.filter((row) => !head.includes(row));
  const heads = grid(head, true);
  const width = Math.max(0, ...heads.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) =>
    [...new Set(heads.map((row) => row[at] ?? ""))].filter(Boolean).join(" "),
  );
  const rows = grid(body, false).map((row, at) => {
    const alone = body[at]?.cells.length === 1 && row.length > 1;
    return alone ? row.slice(0, 1) : row;
  });
  // a column of buttons holds nothing
  const empty = columns.map((name, at) => !name && rows.every((row) => row.length === 1 || !row[at]));
  const kept = (row: string[]): string[] => (row.length === 1 ? row : row.filter((_, at) => !empty[at]));
  return { title, columns: columns.filter((_, at) => !empty[at]), rows: rows.map(kept) };
}

const WITHIN = "section.card, article, fieldset, details, figure";
const HEADING = "h2, h3, h4, summary, legend, figcaption, caption";

/** What stands above a table or a figure. */
function titleOf(element: Element, page: Element, fallback: string): string {
  const own = element.querySelector(":scope > caption, :scope > title");
  if (own?.textContent?.trim()) return own.textContent.trim();
  const label = element.closest(".scroll")?.getAttribute("aria-label");
  if (label) return label;
  for (let at = element.closest(WITHIN); at && page.contains(at); at = at.parentElement?.closest(WITHIN) ?? null) {
    const heading = at.querySelector(HEADING);
    const words = heading ? wordsOf(heading) : "";
    if (words) return words;
  }
  return fallback;
}

async function figureOf(element: Element, title: string): Promise<Api["FigureSent"]> {
  const draw = drawings.get(element);
  return { title, svg: draw ? await draw() : new XMLSerializer().serializeToString(element) };
}

/** Every table and every figure below an element, in their order. */
export function takenFrom(page: Element, fallback: string): Taken[] {
  const seen = new Map<string, number>();
  return [...page.querySelectorAll(TAKEABLE)]
    .filter((one) => !one.closest("[hidden]") && !one.parentElement?.closest("table"))
    .filter((one) => !one.matches(".canvas") || drawings.has(one))
    .map((one) => {
      const title = titleOf(one, page, fallback);
      const before = seen.get(title) ?? 0;
      seen.set(title, before + 1);
      const told = before ? `${title} (${before + 1})` : title;
      return one instanceof HTMLTableElement
        ? { kind: "table", title: told, part: () => Promise.resolve(tableOf(one, told)) }
        : { kind: "figure", title: told, part: () => figureOf(one, told) };
    });
}

/** What a page says of itself above its tables and figures: its line, and its cautions. */
export function notesOf(page: Element): string[] {
  return [...page.querySelectorAll(".page-head .lead, [data-note]")].map(wordsOf).filter(Boolean);
}
