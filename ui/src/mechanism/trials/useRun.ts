import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { queries } from "../../api/client";

export const EVERY = 1500;
export const GOING = new Set(["waiting", "running"]);

/** A saved run of a virtual trial, asked for again until it stands still. */
export function useRun(run: string) {
  const client = useQueryClient();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/runs/{run}",
    { params: { path: { run } } },
    { refetchInterval: ({ state }) => (state.data && GOING.has(state.data.head.state) ? EVERY : false) },
  );
  const state = asked.data?.head.state;
  useEffect(() => {
    if (state && !GOING.has(state)) {
      void client.invalidateQueries({ queryKey: ["get", "/api/mechanism/runs"], exact: false });
    }
  }, [client, state]);
  return asked;
}
