import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.resetModules()); // the client takes the fetch that there is when it is made
afterEach(() => vi.unstubAllGlobals());

function server(answers: (path: string) => Response) {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (input: Request | string) => {
    const request = typeof input === "string" ? new Request(new URL(input, "http://here")) : input;
    asked.push(request);
    return Promise.resolve(answers(new URL(request.url).pathname));
  });
  return asked;
}

const token = (request: Request | undefined) => request?.headers.get("X-Trephine-CSRF");

test("a change that is asked before the token is known waits for it, and asks once", async () => {
  const asked = server((path) => Response.json(path === "/api/me" ? { csrf: "t1" } : {}));
  const { api } = await import("./client");
  const body = {} as never;
  await Promise.all([1, 2].map(() => api.POST("/api/logout", { baseUrl: "http://here", body })));
  expect(asked.map((one) => new URL(one.url).pathname)).toEqual(["/api/me", "/api/logout", "/api/logout"]);
  expect(asked.slice(1).map(token)).toEqual(["t1", "t1"]);
});

test("a token that was told meanwhile is kept, and signing in asks for none", async () => {
  const asked = server((path) => Response.json(path === "/api/me" ? { csrf: "old" } : {}));
  const { api, keepToken } = await import("./client");
  await api.POST("/api/login", { baseUrl: "http://here", body: {} as never });
  expect(asked).toHaveLength(1);
  const going = api.POST("/api/logout", { baseUrl: "http://here", body: {} as never });
  keepToken("new");
  await going;
  expect(token(asked.at(-1))).toBe("new");
});
