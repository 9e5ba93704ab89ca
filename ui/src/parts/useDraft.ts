import { useState } from "react";

/**
 * What is being written, as long as this tab lives: leaving the page and coming back loses nothing.
 * It lies in the browser, so nothing of a patient may ever be in it. `key` names whose and of what.
 */
export function useDraft<T extends object>(key: string): [T | null, (next: T | null) => void] {
  const [draft, setDraft] = useState<T | null>(() => stored<T>(key));
  const keep = (next: T | null): void => {
    setDraft(next);
    if (next === null) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, JSON.stringify(next));
  };
  return [draft, keep];
}

function stored<T extends object>(key: string): T | null {
  const text = window.sessionStorage.getItem(key);
  return text === null ? null : (JSON.parse(text) as T);
}
