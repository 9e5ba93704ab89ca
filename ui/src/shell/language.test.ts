import { expect, test } from "vitest";
import { firstLanguage } from "./language";

test("the address goes before the last visit, and that before the browser", () => {
  expect(firstLanguage("?lang=en", "zh", "zh-CN")).toBe("en");
  expect(firstLanguage("?a=1", "zh", "en-GB")).toBe("zh");
  expect(firstLanguage("", null, "zh-TW")).toBe("zh");
  expect(firstLanguage("", null, "de-DE")).toBe("en");
});

test("a language that there is not is passed over", () => {
  expect(firstLanguage("?lang=xx", "yy", "zh")).toBe("zh");
});
