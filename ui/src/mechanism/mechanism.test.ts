import { expect, test } from "vitest";
import { askedOf, fileAddress, keptOf, movedOf, queryOf } from "./address";
import { STEPS, decades, placeOf, valueAt } from "./scale";

test("an address comes back as it went, in one order", () => {
  const query = new URLSearchParams("set=kX:0.1&product=ide-cel&set=g:0.05&fitted=true");
  const asked = askedOf(query);
  expect(asked).toEqual({ product: "ide-cel", fitted: true, set: ["g:0.05", "kX:0.1"] });
  expect(askedOf(queryOf(asked))).toEqual(asked);
  expect(movedOf(asked)).toEqual({ g: "0.05", kX: "0.1" });
  expect(fileAddress("script.py", {})).toBe("/api/mechanism/patient/script.py");
  expect(askedOf(new URLSearchParams("fitted=no&strategy="))).toEqual({});
});

test("at most three courses are kept, each once", () => {
  const query = new URLSearchParams("against=a&against=a&against=b&against=&against=d");
  expect(keptOf(query)).toEqual(["a", "b", ""]);
});

test("a slider's ends and middle", () => {
  const logarithmic = { low: 0.01, high: 1, logarithmic: true };
  expect(valueAt(STEPS / 2, logarithmic)).toBeCloseTo(0.1, 10);
  expect(valueAt(0, logarithmic)).toBe(0.01);
  expect(valueAt(STEPS, logarithmic)).toBe(1);
  expect(placeOf(0.1, logarithmic)).toBe(STEPS / 2);
  expect(placeOf(5, logarithmic)).toBe(STEPS);
  expect(placeOf(-1, logarithmic)).toBe(0);
  const straight = { low: 0.123456, high: 0.9, logarithmic: false };
  expect(valueAt(0, straight), "never below the range by rounding").toBe(0.123456);
  for (let place = 0; place <= STEPS; place += 1) {
    expect(Math.abs(placeOf(valueAt(place, straight), straight) - place)).toBeLessThanOrEqual(1);
  }
});

test("a logarithmic axis ends at powers of ten", () => {
  const { min, max } = decades([0, 0.003, 40]);
  expect(min).toBeCloseTo(0.001, 12);
  expect(max).toBe(100);
  expect(decades([10])).toEqual({ min: 10, max: 100 });
  expect(decades([0])).toEqual({ min: 0.1, max: 1 });
});
