import { keepToken, queries } from "../api/client";
import type { Api } from "../api/types";
import { Refused } from "../api/refusal";
import { keepZone } from "../parts/format";

interface Who {
  /** Who is signed in; undefined for nobody, or as long as it is not known. */
  me: Api["Me"] | undefined;
  /** Whether somebody has to sign in before anything can be seen. */
  signedOut: boolean;
}

/** Who is signed in, and whether nobody is; its token is kept for what changes something. */
export function useMe(): Who {
  const { data, error } = queries.useQuery("get", "/api/me", {}, { staleTime: 300_000 });
  if (data) {
    keepToken(data.csrf);
    keepZone(data.zone);
  }
  return { me: data, signedOut: error instanceof Refused && error.status === 401 };
}
