import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "../api/client";
import { Refused } from "../api/refusal";
import type { Api } from "../api/types";
import { ProtocolForm } from "./ProtocolForm";

vi.mock("./ProtocolMethods", () => ({ ProtocolMethods: () => null }));

const both = (en: string): Api["Text"] => ({ zh: en, en });
const protocol = (number: number, population: string): Api["RegistrationShown"] =>
  ({
    number,
    question: {
      population: both(population), intervention: both("i"), comparison: null, outcomes: both("o"), designs: null,
    },
    criteria: [{ id: "1", text: both("c"), includes: true }],
    items: [],
    languages: [],
    votes: 2,
  }) as unknown as Api["RegistrationShown"];

function shown(version: number, before: Api["RegistrationShown"]) {
  vi.spyOn(api, "GET").mockRejectedValue(new Error("nothing is asked here"));
  const form = <ProtocolForm version={version} before={before} outcomes={[]} form={[]} standing="what stands" />;
  const router = createMemoryRouter([{ path: "/:review", element: form }], { initialEntries: ["/r1"] });
  return (
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

const field = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>(/^Population \(English\)/);

afterEach(() => {
  vi.restoreAllMocks();
  window.sessionStorage.clear();
});

test("a draft outlives the page; a colleague's amendment is written over by one's own word alone", { timeout: 20_000 }, async () => {
  const since = [{ version: 8, at: "2026-11-23T10:00:00+08:00", author: "B", kind: "protocol-registered" }];
  const refusal = { what: both("w"), where: "", found: "", do: both("d"), since };
  const send = vi.spyOn(api, "POST").mockRejectedValueOnce(new Refused(409, refusal)).mockResolvedValue({} as never);
  const first = render(shown(7, protocol(1, "adults")));
  fireEvent.change(field(), { target: { value: "adults of mine" } });
  fireEvent.change(screen.getByLabelText(/why/i), { target: { value: "pilot" } });
  expect(window.dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(false);
  first.unmount();

  const again = render(shown(8, protocol(1, "adults")));
  expect(field().value).toBe("adults of mine");
  fireEvent.submit(field());
  await screen.findByText(/B · registered a protocol/, {}, { timeout: 5000 });
  fireEvent.click(screen.getByText("I have seen it: go on"));
  again.unmount();

  render(shown(9, protocol(2, "children")));
  expect(field().value).toBe("adults of mine");
  screen.getByText("what stands");
  expect(screen.getByText(/^Register/).closest("button")?.disabled).toBe(true);
  fireEvent.click(screen.getByText("Keep mine, over theirs"));
  fireEvent.submit(field());
  await vi.waitFor(() => expect(field().value).toBe("children"), { timeout: 5000 });
  const sent = send.mock.calls as unknown as [string, { body: { after: number } }][];
  expect(sent.map(([, asked]) => asked.body.after)).toEqual([7, 9]);
});

test("theirs can be taken", () => {
  const first = render(shown(7, protocol(1, "adults")));
  fireEvent.change(field(), { target: { value: "adults of mine" } });
  first.unmount();
  render(shown(8, protocol(2, "children")));
  fireEvent.click(screen.getByText("Take theirs and drop mine"));
  expect(field().value).toBe("children");
  expect(screen.queryByText("what stands")).toBeNull();
});

test("a list of items of its own begins from the library's and is sent whole", async () => {
  const form = ["n", "orr"].map((id) => ({ id, label: both(id), kind: "number", outcome: "", unit: "" }));
  vi.spyOn(api, "GET").mockRejectedValue(new Error("nothing is asked here"));
  const send = vi.spyOn(api, "POST").mockResolvedValue({} as never);
  const shownForm = (
    <ProtocolForm version={7} before={protocol(1, "adults")} outcomes={[]} form={form as Api["ExtractionItem"][]} standing="" />
  );
  const router = createMemoryRouter([{ path: "/:review", element: shownForm }], { initialEntries: ["/r1"] });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByLabelText("form"), { target: { value: "own" } });
  expect(screen.queryByText("Take off n")).toBeNull();
  fireEvent.click(screen.getByText("Take off orr"));
  fireEvent.click(screen.getByText("Another item"));
  fireEvent.change(screen.getByLabelText("item 2 (English)"), { target: { value: "dose" } });
  fireEvent.submit(field());
  await vi.waitFor(() => expect(send).toHaveBeenCalled());
  const [[, asked]] = send.mock.calls as unknown as [[string, { body: { items: Api["ExtractionItem"][] } }]];
  expect(asked.body.items.map((one) => [one.id, one.label.en])).toEqual([["n", "n"], ["own-1", "dose"]]);
});
