import { useSearchParams } from "react-router";
import { type Options, queryOf } from "./address";

const NAMES = ["measure", "model", "method", "test", "overlap", "impossible", "arms"] as const;

// What else an address says, which a changed option leaves alone: the figure, as whom one looks.
const OTHERS = ["figure", "as"];

/** The options that an address says; what it does not say is the house's default. */
export function optionsOf(query: URLSearchParams): Options {
  const options: Record<string, unknown> = {};
  for (const name of NAMES) if (query.get(name)) options[name] = query.get(name);
  const level = Number(query.get("level"));
  if (level) options.level = level;
  if (query.get("group") === "true") options.group = true;
  const without = [...new Set(query.getAll("without"))].sort();
  if (without.length > 0) options.without = without;
  return options;
}

/** The options of the page's address, and how to change them: the address is the state. */
export function useOptions(): [Options, (change: Partial<Options>) => void, () => void] {
  const [query, setQuery] = useSearchParams();
  const options = optionsOf(query);
  const others = (): URLSearchParams => {
    const kept = new URLSearchParams();
    for (const name of OTHERS) {
      const value = query.get(name);
      if (value) kept.set(name, value);
    }
    return kept;
  };
  const write = (next: Options): void => {
    const written = queryOf(next);
    for (const [name, value] of others()) written.append(name, value);
    setQuery(written, { replace: true, preventScrollReset: true });
  };
  return [options, (change) => write({ ...options, ...change }), () => write({})];
}
