import { expect, test } from "vitest";
import { gradeClass, gradeText } from "./grades";

test("an unknown grade is neither 0 nor its lower end", () => {
  expect(gradeText({ low: null, high: null })).toBe("—");
  expect(gradeText({ low: 0, high: 4 })).toBe("0–4");
  expect(gradeText({ low: 0, high: 0 })).toBe("0");
  expect(gradeClass({ low: 0, high: 4 })).toBe("grade open");
  expect(gradeClass({ low: 3, high: 3 })).toBe("grade grave");
});
