import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test, vi } from "vitest";
import { api } from "../api/client";
import { Refused } from "../api/refusal";
import { SearchPlan } from "./SearchPlan";

const both = { zh: "w", en: "w" };
const since = [{ version: 8, at: "2026-11-23T10:00:00+08:00", author: "B", kind: "search-planned" }];

test("a colleague's table is shown, and written over by one's own word alone", { timeout: 20_000 }, async () => {
  vi.spyOn(api, "GET").mockRejectedValue(new Error("nothing is asked here"));
  const refusal = { what: both, where: "", found: "", do: both, since };
  const send = vi.spyOn(api, "POST").mockRejectedValueOnce(new Refused(409, refusal)).mockResolvedValue({} as never);
  const kept = vi.fn();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = (version: number) => (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <SearchPlan version={version} plan={null} standing="what stands" onAnew={kept} />
      </MemoryRouter>
    </QueryClientProvider>
  );
  const view = render(shown(7));
  const first = view.container.querySelector("tbody input") as HTMLInputElement;
  fireEvent.change(first, { target: { value: "myeloma" } });
  expect(window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(false);
  view.rerender(shown(8));
  fireEvent.submit(first);
  await screen.findByText("what stands", {}, { timeout: 5000 });
  expect(first.value).toBe("myeloma");
  fireEvent.click(screen.getByText("Keep mine, over theirs"));
  fireEvent.submit(first);
  await vi.waitFor(() => expect(kept).toHaveBeenCalled(), { timeout: 5000 });
  const sent = send.mock.calls as unknown as [string, { body: { after: number } }][];
  expect(sent.map(([, asked]) => asked.body.after)).toEqual([7, 8]);
  expect(window.sessionStorage).toHaveLength(0);
});

test("what is typed into the table outlives the page", () => {
  const shown = () =>
    render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <MemoryRouter>
          <SearchPlan version={7} plan={null} standing="" onAnew={() => undefined} />
        </MemoryRouter>
      </QueryClientProvider>,
    );
  const first = (view: ReturnType<typeof shown>) => view.container.querySelector("tbody input") as HTMLInputElement;
  vi.spyOn(api, "GET").mockRejectedValue(new Error("nothing is asked here"));
  const view = shown();
  fireEvent.change(first(view), { target: { value: "myeloma" } });
  view.unmount();
  const again = shown();
  expect(first(again).value).toBe("myeloma");
  fireEvent.click(screen.getByRole("button", { name: "Drop the draft" }));
  expect(first(again).value).toBe("");
});
