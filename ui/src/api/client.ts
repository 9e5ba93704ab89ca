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

let asking: Promise<void> | null = null;

/** Ask for the token where a page's first request needs it before anybody has been told it. */
async function tokenAsked(): Promise<string> {
  if (!token) {
    asking ??= fetch("/api/me")
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((me: { csrf: string } | null) => {
        if (me && !token) token = me.csrf;
      })
      .catch(() => undefined) // the request itself says what is wrong
      .finally(() => {
        asking = null;
      });
    await asking;
  }
  return token;
}

const ours: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (SAFE.has(request.method) || schemaPath === "/api/login") return request;
    const known = await tokenAsked();
    if (known) request.headers.set("X-Trephine-CSRF", known);
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
