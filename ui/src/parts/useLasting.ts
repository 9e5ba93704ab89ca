import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export interface Lasting<T> {
  /** The answer to what is asked now; else the last one of the same slot. */
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
  /** Whether `data` answers what is asked now. */
  answered: boolean;
}

/**
 * A question that is asked anew with every key that is pressed: what is refused leaves the last
 * answer, and the form that stands in it, where they are. `slot` parts answers of different forms.
 */
export function useLasting<T>(asked: UseQueryResult<T>, slot = ""): Lasting<T> {
  const { data, error, isPending, isPlaceholderData, refetch } = asked;
  const answered = data !== undefined && !isPlaceholderData;
  const [last, setLast] = useState<Record<string, T>>({});
  useEffect(() => {
    if (answered) setLast((before) => ({ ...before, [slot]: data }));
  }, [answered, data, slot]);
  return { data: answered ? data : last[slot], error, isPending, refetch, answered };
}
