import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export interface Lasting<T> {
  /** The answer to what is asked now; else the last one there was. */
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
  /** Whether `data` answers what is asked now. */
  answered: boolean;
}

/**
 * A question that is asked anew with every key that is pressed: what is refused leaves the last
 * answer, and the form that stands in it, where they are.
 */
export function useLasting<T>(asked: UseQueryResult<T>): Lasting<T> {
  const { data, error, isPending, isPlaceholderData, refetch } = asked;
  const [last, setLast] = useState<T>();
  useEffect(() => {
    if (data !== undefined) setLast(data);
  }, [data]);
  return { data: data ?? last, error, isPending, refetch, answered: data !== undefined && !isPlaceholderData };
}
