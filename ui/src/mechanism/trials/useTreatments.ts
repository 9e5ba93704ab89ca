import { queries } from "../../api/client";

/** Products and strategies, which do not change while the page is open. */
export function useTreatments() {
  return queries.useQuery("get", "/api/mechanism/treatments", {}, { staleTime: Infinity });
}
