import { expect, test } from "vitest";
import { PLACES, above, placeAt } from "./all-places";

test("a path without parameters goes before one with", () => {
  expect(placeAt("/evidence/papers/zhan2025/studies")?.path).toBe("/evidence/papers/:paper/studies");
  expect(placeAt("/evidence/papers/zhan2025/orr")?.path).toBe("/evidence/papers/:paper/:analysis");
  expect(placeAt("/")?.path).toBe("/");
  expect(placeAt("/evidence/")?.path).toBe("/evidence");
});

test("what is nowhere is nowhere", () => {
  expect(placeAt("/nowhere")).toBeUndefined();
  expect(placeAt("/evidence/papers/a/b/c/d")).toBeUndefined();
});

test("the trail holds the pages above that exist", () => {
  const trail = above("/evidence/papers/zhan2025/orr").map((one) => one.path);
  expect(trail).toEqual(["/evidence", "/evidence/papers"]);
  expect(above("/mechanism/runs/0a1b").map((one) => one.path)).toEqual(["/mechanism", "/mechanism/trials"]);
  expect(above("/")).toEqual([]);
});

test("no two pages have one path", () => {
  const paths = PLACES.map((one) => one.path);
  expect(new Set(paths).size).toBe(paths.length);
});
