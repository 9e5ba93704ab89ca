import { cleanup } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach } from "vitest";

const files = import.meta.glob<Record<string, unknown>>("@locales/*/*.json", {
  import: "default",
  eager: true,
});
const resources: Record<string, Record<string, Record<string, unknown>>> = { zh: {}, en: {} };
for (const [path, words] of Object.entries(files)) {
  const [, language = "", domain = ""] = /(zh|en)\/([\w-]+)\.json$/.exec(path) ?? [];
  (resources[language] ??= {})[domain] = words;
}
await i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: false,
  resources,
  interpolation: { escapeValue: false },
});

window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as unknown as MediaQueryList;

afterEach(async () => {
  cleanup();
  await i18next.changeLanguage("en");
});
