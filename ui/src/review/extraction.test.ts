import { expect, test } from "vitest";
import { type Item, askedOf, draftOf, written } from "./extraction";

const share: Item = { id: "orr", label: { zh: "缓解", en: "response" }, kind: "count", outcome: "ORR", unit: "" };
const median: Item = { ...share, id: "pfs", kind: "number" };
const kept = {
  state: "reported" as const, printed: "66.7%", events: 10, n: 15, number: null, place: "p. 3",
  report: "", note: "", quote: "ten of 15", low: null, high: null,
};

test("nothing chosen is nothing sent", () => {
  expect(askedOf(share, draftOf(share, null))).toBeNull();
});

test("not reported sends no figure, whatever was typed before", () => {
  const draft = { ...draftOf(share, kept), state: "not-reported" as const };
  expect(askedOf(share, draft)).toMatchObject({ events: null, n: null, printed: "" });
});

test("a kept value comes back as it was", () => {
  expect(askedOf(share, draftOf(share, kept))).toMatchObject({ events: 10, n: 15, printed: "66.7", quote: "ten of 15" });
  expect(written(kept)).toBe("10/15 · 66.7%");
});

test("zero is a figure and empty is none", () => {
  expect(askedOf(share, { ...draftOf(share, kept), events: "0" })?.events).toBe(0);
  expect(askedOf(share, { ...draftOf(share, kept), events: " " })?.events).toBeNull();
});

test("a median is written with its interval", () => {
  const value = { ...kept, printed: "11.8 (8.8-NE)", events: null, n: null, number: 11.8, low: 8.8 };
  expect(written(value)).toBe("11.8 (8.8, —) · 11.8 (8.8-NE)");
  expect(draftOf(median, value).printed).toBe("11.8 (8.8-NE)");
  expect(written({ ...kept, state: "not-reported" })).toBe("—");
});
