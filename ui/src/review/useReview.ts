import { useQueryClient } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";

export const BASE = "/api/evidence/reviews";

/** The review of the address, and as whom it is seen (`as`, in demo mode alone). */
export function useReview() {
  const { review = "" } = useParams();
  const [search] = useSearchParams();
  const as = search.get("as") ?? "";
  const query = as ? { as } : {};
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}", {
    params: { path: { review }, query },
  });
  return { id: review, as, query, path: { review }, asked };
}

/** A function that has everything of the reviews asked for anew. */
export function useAnew(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey.some((one) => typeof one === "string" && one.startsWith(BASE)),
    });
}

/** An address within the review, seen as the same person. */
export function within(id: string, step: string, as: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(as ? { as } : {}), ...more }).toString();
  return `/evidence/reviews/${id}${step ? `/${step}` : ""}${query ? `?${query}` : ""}`;
}
