import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { type Asked, askedOf, keptOf, movedOf, queryOf, roomLeft } from "./address";

/** A slider that is being dragged asks once it rests for so long (ms). */
const REST = 60;
type Draft = Record<string, number | null>;

function withMoved(asked: Asked, draft: Draft): Asked {
  const moved: Record<string, string> = movedOf(asked);
  for (const [name, value] of Object.entries(draft)) {
    if (value === null) delete moved[name];
    else moved[name] = String(value);
  }
  return { ...asked, set: Object.entries(moved).map(([name, value]) => `${name}:${value}`) };
}

/** The patient that the page's address asks for, those kept beside it, and how to change both. */
export function usePatient() {
  const [query, setQuery] = useSearchParams();
  const asked = askedOf(query);
  const kept = keptOf(query);
  const [draft, setDraft] = useState<Draft>({});
  const write = (next: Asked, against: readonly string[]): void => {
    const written = queryOf(next);
    for (const one of against) written.append("against", one);
    setQuery(written, { replace: true, preventScrollReset: true });
  };
  useEffect(() => {
    if (Object.keys(draft).length === 0) return undefined;
    const timer = window.setTimeout(() => {
      write(withMoved(asked, draft), kept);
      setDraft({});
    }, REST);
    return () => window.clearTimeout(timer);
    // the draft alone restarts the wait: the address does not change while a slider moves
  }, [draft]);
  const found = queries.useQuery(
    "get",
    "/api/mechanism/patient",
    { params: { query: asked } },
    { placeholderData: keepPreviousData, staleTime: Infinity, retry: false },
  );
  // what was refused leaves the last answer, and the sliders with it, where they are
  const [last, setLast] = useState<Api["PatientSimulated"]>();
  useEffect(() => {
    if (found.data) setLast(found.data);
  }, [found.data]);
  const others = useQueries({
    queries: kept.map((one) =>
      queries.queryOptions(
        "get",
        "/api/mechanism/patient",
        { params: { query: askedOf(new URLSearchParams(one)) } },
        { staleTime: Infinity, retry: false },
      ),
    ),
  });
  const own = queryOf(asked).toString();
  return {
    asked,
    found: { ...found, data: found.data ?? last },
    kept: kept.map((key, at) => ({ key, found: others[at]?.data, error: others[at]?.error })),
    draft,
    move: (name: string, value: number | null) => setDraft((now) => ({ ...now, [name]: value })),
    change: (part: Partial<Asked>) => write({ ...asked, ...part }, kept),
    reset: () => write({ ...asked, set: [] }, kept),
    lock: () => write(asked, [...kept.filter((one) => one !== own), own]),
    canLock: roomLeft(kept) && !kept.includes(own),
    unlock: (key: string) => write(asked, kept.filter((one) => one !== key)),
  };
}
