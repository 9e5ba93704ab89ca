import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { ExtractionForm } from "./ExtractionForm";
import { MinorsSheet } from "./MinorsSheet";

const both = (en: string): Api["Text"] => ({ zh: en, en });
const SHEET = {
  version: 5, study: "s1", label: both("Made 2020"), reports: [], may: true, arms: [],
  fields: [{ arm: "", item: { id: "n", label: both("people"), kind: "number", unit: "" }, mine: null, stated: null }],
} as unknown as Api["ExtractionSheet"];
const SCORES = {
  version: 5, study: "s1", label: both("Made 2020"), reports: [], may: true,
  items: [{
    anchor: { number: 1, asks: both("asks"), anchors: [both("no"), both("half"), both("full")] },
    name: both("aim"), score: null, place: "", why: "",
  }],
} as unknown as Api["ScoresShown"];

function shown(form: React.ReactNode, as = "") {
  vi.spyOn(api, "GET").mockImplementation(((path: string) =>
    path.endsWith("/minors/sheet")
      ? Promise.resolve({ data: SCORES, response: new Response() })
      : Promise.reject(new Error("nothing else is asked here"))) as never);
  const router = createMemoryRouter([{ path: "/:review", element: form }], { initialEntries: [`/r1${as}`] });
  return render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

/** Whether closing the tab now would be asked about. */
const asks = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

afterEach(() => {
  vi.restoreAllMocks();
  window.sessionStorage.clear();
});

const state = (): HTMLSelectElement => screen.getByLabelText<HTMLSelectElement>("State");

test("what is typed into the extraction form outlives the page, for whoever typed it alone", async () => {
  const send = vi.spyOn(api, "POST").mockResolvedValue({} as never);
  shown(<ExtractionForm sheet={SHEET} />);
  expect(asks()).toBe(false);
  fireEvent.change(state(), { target: { value: "unclear" } });
  expect(asks()).toBe(true);
  cleanup();
  expect(asks()).toBe(false);
  shown(<ExtractionForm sheet={SHEET} />, "?as=demo-2");
  expect(state().value).toBe("");
  cleanup();
  shown(<ExtractionForm sheet={{ ...SHEET, study: "s2" }} />);
  expect(state().value).toBe("");
  cleanup();

  shown(<ExtractionForm sheet={SHEET} />);
  expect(state().value).toBe("unclear");
  fireEvent.submit(state());
  await waitFor(() => expect(asks()).toBe(false));
  expect(send).toHaveBeenCalledTimes(1);
  expect(window.sessionStorage).toHaveLength(0);
});

test("a draft of scores comes back and can be dropped", async () => {
  const radio = (): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("radio", { name: /2 full/ });
  shown(<MinorsSheet study="s1" />);
  fireEvent.click(await radio());
  fireEvent.change(screen.getByLabelText(/page|place/i), { target: { value: "p. 3" } });
  cleanup();
  shown(<MinorsSheet study="s1" />);
  expect((await radio()).checked).toBe(true);
  expect(screen.getByLabelText<HTMLInputElement>(/page|place/i).value).toBe("p. 3");
  fireEvent.click(screen.getByRole("button", { name: "Drop the draft" }));
  expect((await radio()).checked).toBe(false);
  expect(asks()).toBe(false);
});

test("of a study with arms each value is kept under its arm", async () => {
  const send = vi.spyOn(api, "POST").mockResolvedValue({} as never);
  const [field] = SHEET.fields;
  const fields = ["low", "high"].map((arm) => ({ ...field, arm })) as Api["ExtractionField"][];
  shown(<ExtractionForm sheet={{ ...SHEET, arms: ["low", "high"], fields }} />);
  screen.getByRole("heading", { name: "low" });
  const [low, high] = screen.getAllByLabelText<HTMLSelectElement>("State");
  fireEvent.change(high as HTMLSelectElement, { target: { value: "unclear" } });
  expect(low?.value).toBe("");
  fireEvent.submit(high as HTMLSelectElement);
  await waitFor(() => expect(send).toHaveBeenCalled());
  const [[, asked]] = send.mock.calls as unknown as [[string, { body: { values: Api["ValueAsked"][] } }]];
  expect(asked.body.values.map((one) => [one.arm, one.item, one.state])).toEqual([["high", "n", "unclear"]]);
});
