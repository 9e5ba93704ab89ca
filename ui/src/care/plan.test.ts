import { expect, test } from "vitest";
import { planOf, planTail, withPlan, withWholePlan } from "./plan";

test("a plan goes into the address and comes back the same; what is none is left out", () => {
  const plan = { regimen: "brudno", infusion: "2025-09-10", formula: "dubois", rounding: "50", direction: "down" } as const;
  const query = withPlan(new URLSearchParams("at=x"), plan);
  expect(planOf(query)).toEqual(plan);
  expect(query.get("at")).toBe("x");
  expect(planOf(new URLSearchParams("formula=none&direction=sideways"))).toEqual({});
  expect(planOf(withPlan(query, { rounding: null }))).not.toHaveProperty("rounding");
});

test("the sheet is of the plan that is shown, also where the record chose it", () => {
  expect(planTail({ chosen: "own", infusion: "2025-09-10" }, {})).toBe("?regimen=own&infusion=2025-09-10");
  expect(planTail({ chosen: null, infusion: null }, {})).toBe("");
});

test("a whole plan takes the place of the one before, and nothing else's", () => {
  const before = new URLSearchParams("at=x&regimen=brudno&rounding=50");
  expect(String(withWholePlan(before, { infusion: "2025-09-10" }))).toBe("at=x&infusion=2025-09-10");
});
