import type { Api } from "../api/types";
import type { Language } from "../shell/language";

/** A source's title, container and authors in a language, as far as it has them. */
export function cited(source: Api["Source"], language: Language): Record<"authors" | "title" | "container", string> {
  const english = language === "en";
  return {
    authors: (english && source.authors_en) || source.authors,
    title: (english && source.title_en) || source.title,
    container: (english && source.container_en) || source.container,
  };
}

/** Year, volume, issue and pages as references have them. */
export function numbers(source: Api["Source"]): string {
  const issue = source.issue ? `(${source.issue})` : "";
  const pages = source.pages ? `:${source.pages}` : "";
  return `${source.year}${source.volume ? `;${source.volume}` : ""}${issue}${pages}`;
}
