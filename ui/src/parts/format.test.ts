import { expect, test } from "vitest";
import { figure, interval, keepZone, moment, pValue, percent } from "./format";

test("what is unknown is a dash and never zero", () => {
  for (const nothing of [null, undefined, Number.NaN]) {
    expect(percent(nothing)).toBe("—");
    expect(figure(nothing)).toBe("—");
  }
  expect(interval(null, 0.5)).toBe("—");
  expect(percent(0)).toBe("0.0%");
});

test("proportions, figures and P values as journals print them", () => {
  expect(percent(0.89967)).toBe("90.0%");
  expect(interval(0.831, 0.9423)).toBe("83.1–94.2%");
  expect(figure(0.53747)).toBe("0.537");
  expect(figure(2)).toBe("2");
  expect(pValue(0.0004)).toBe("< 0.001");
  expect(pValue(0.3498)).toBe("0.350");
});

test("a moment in UTC is shown in the ward's zone, and one that has a zone as its own clock read", () => {
  keepZone("Asia/Shanghai");
  expect(moment("2025-04-17T22:30:00Z", "zh")).toContain("4月18日");
  expect(moment("2025-04-17T22:30:00Z", "en")).toContain("06:30");
  expect(moment("2025-04-17T12:30:00+02:00", "en")).toContain("12:30");
  keepZone("no such zone");
  expect(moment("2025-04-17T22:30:00Z", "en")).toContain("22:30");
});

test("a moment is shown as its own clock read, wherever the browser is", () => {
  expect(moment("2025-04-17T12:30:00+08:00", "en")).toContain("12:30");
  expect(moment("2025-04-17T12:30:00+08:00", "zh")).toContain("2025年4月17日");
});
