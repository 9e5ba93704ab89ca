import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueries from "openapi-react-query";
import type { paths } from "@schema";
import { Refused, Unreachable } from "./refusal";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
let token = "";

/** Keep what every request that changes something has to send back. */
export function keepToken(csrf: string): void {
  token = csrf;
}

/** The header that a request of one's own needs. */
export function tokenHeader(): Record<string, string> {
  return token ? { "X-Trephine-CSRF": token } : {};
}

const ours: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method) && token) request.headers.set("X-Trephine-CSRF", token);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => null);
    throw new Refused(response.status, body);
  },
  onError() {
    return new Unreachable();
  },
};

/** The API, typed by its OpenAPI; it throws Refused and Unreachable. */
export const api = createFetchClient<paths>({ baseUrl: "" });
api.use(ours);

/** The same as hooks: `queries.useQuery("get", "/api/…", { params })`. */
export const queries = createQueries(api);

/** Text or a picture from the API by its address, with the errors of `api`. */
export async function read(address: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new Refused(response.status, await response.json().catch(() => null));
  return response.text();
}
