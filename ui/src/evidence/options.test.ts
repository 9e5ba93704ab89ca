import { expect, test } from "vitest";
import { figureAddress, queryOf, scriptAddress } from "./address";
import { optionsOf } from "./options";

test("an address says the options, and the options the same address", () => {
  const query = "group=true&level=99&method=DL&model=normal&without=a&without=b";
  const options = optionsOf(new URLSearchParams(`${query}&figure=gosh`));
  expect(options).toEqual({
    group: true,
    level: 99,
    method: "DL",
    model: "normal",
    without: ["a", "b"],
  });
  expect(queryOf(options).toString()).toBe(query);
});

test("a study is left out once, and nothing said is nothing asked", () => {
  expect(optionsOf(new URLSearchParams("without=b&without=a&without=b")).without).toEqual(["a", "b"]);
  expect(optionsOf(new URLSearchParams("level=x&group=false"))).toEqual({});
});

test("figures and scripts are asked for with the same options", () => {
  const path = { paper: "zhan2025" as const, analysis: "orr" };
  expect(figureAddress(path, "gosh", "en", { without: ["a"] })).toBe(
    "/api/evidence/papers/zhan2025/orr/gosh.svg?without=a&lang=en",
  );
  expect(scriptAddress(path, "R")).toBe("/api/evidence/papers/zhan2025/orr/script.R");
});
