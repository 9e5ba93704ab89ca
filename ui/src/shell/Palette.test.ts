import { expect, test } from "vitest";
import { matching } from "./Palette";

test("every word that was typed has to be there, in any order and case", () => {
  const choices = [{ text: "Audit of the papers Evidence" }, { text: "Synthesis Evidence" }];
  expect(matching(choices, "evid PAPERS")).toEqual([choices[0]]);
  expect(matching(choices, "")).toHaveLength(2);
  expect(matching(choices, "evidence rules")).toEqual([]);
});
