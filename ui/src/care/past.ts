import { useSearchParams } from "react-router";

/** The moment that the address asks to look back to; nothing: now. */
export function usePast(): string | undefined {
  const [query] = useSearchParams();
  return query.get("at") ?? undefined;
}

/** The same as the query of a request. */
export function pastQuery(at: string | undefined): { at?: string } {
  return at ? { at } : {};
}

/** The same as the tail of an address. */
export function pastTail(at: string | undefined): string {
  return at ? `&at=${encodeURIComponent(at)}` : "";
}

/** A moment as the browser's own field writes it, in the time of the ward. */
export function fieldOf(moment: string): string {
  return moment.slice(0, 16);
}
