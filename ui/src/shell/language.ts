import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

export type Language = "zh" | "en";
/** What the server says in both languages. */
export interface Text {
  zh: string;
  en: string;
}

const KEPT = "trephine-language";
const TAG: Record<Language, string> = { zh: "zh-CN", en: "en" };
const catalogues = import.meta.glob<Record<string, unknown>>("@locales/*/*.json", {
  import: "default",
});

/** The catalogues' names: one a domain, the same in both languages. */
export const DOMAINS = [
  ...new Set(Object.keys(catalogues).map((path) => /([\w-]+)\.json$/.exec(path)?.[1] ?? "")),
];

function isLanguage(value: string | null): value is Language {
  return value === "zh" || value === "en";
}

/** The language to begin with: of the address (`?lang=`), of the last visit, of the browser. */
export function firstLanguage(search: string, kept: string | null, browser: string): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  if (isLanguage(kept)) return kept;
  return browser.toLowerCase().startsWith("zh") ? "zh" : "en";
}

async function load(language: Language): Promise<void> {
  const wanted = Object.entries(catalogues).filter(([path]) => path.includes(`/${language}/`));
  await Promise.all(
    wanted.map(async ([path, read]) => {
      const domain = /([\w-]+)\.json$/.exec(path)?.[1] ?? "";
      i18next.addResourceBundle(language, domain, await read(), true, true);
    }),
  );
}

/** Take `?lang=` out of the address once it is heard: a later switch must not be undone by it. */
function hear(language: Language): void {
  const address = new URL(window.location.href);
  if (!address.searchParams.has("lang")) return;
  address.searchParams.delete("lang");
  window.history.replaceState(window.history.state, "", address);
  window.localStorage.setItem(KEPT, language);
}

function tell(language: Language): void {
  document.documentElement.lang = TAG[language];
}

/** Load the words of the first language; the other follows when somebody asks for it. */
export async function startLanguage(): Promise<void> {
  const kept = window.localStorage.getItem(KEPT);
  const language = firstLanguage(window.location.search, kept, window.navigator.language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: DOMAINS,
    defaultNS: "shell",
    resources: {},
    interpolation: { escapeValue: false },
    returnEmptyString: false,
    react: { useSuspense: false },
  });
  hear(language);
  await load(language);
  await i18next.changeLanguage(language);
  tell(language);
}

/** Change the language of everything on the page; path, query, scroll and input stay. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  window.localStorage.setItem(KEPT, language);
  tell(language);
  await i18next.changeLanguage(language);
}

/** The language the page is in. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh";
}

/** A function that picks the language of the page out of a pair. */
export function useSay(): (text: Text) => string {
  const language = useLanguage();
  return (text) => text[language];
}
