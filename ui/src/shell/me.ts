import { useQuery } from "@tanstack/react-query";
import { keepToken, read } from "../api/client";

/** Who is signed in. */
export interface Me {
  account: string;
  name: string;
  roles: string[];
  demo: boolean;
  csrf: string;
}

/** Who is signed in; undefined for nobody, or as long as it is not known. */
export function useMe(): Me | undefined {
  const { data } = useQuery({
    queryKey: ["me"],
    staleTime: 300_000,
    queryFn: async () => {
      const me = JSON.parse(await read("/api/me")) as Me;
      keepToken(me.csrf);
      return me;
    },
  });
  return data;
}
