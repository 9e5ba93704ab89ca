import { useState } from "react";

/**
 * What is being written, as long as this tab lives: leaving the page and coming back loses nothing.
 * It lies in the browser, so nothing of a patient may ever be in it. `key` names whose and of what.
 * The third is the moment at which it was kept last.
 */
export function useDraft<T extends object>(key: string): [T | null, (next: T | null) => void, string | null] {
  const [draft, setDraft] = useState<T | null>(() => stored<T>(key));
  const time = `${key} at`;
  const keep = (next: T | null): void => {
    if (next === null) {
      window.sessionStorage.removeItem(key);
      window.sessionStorage.removeItem(time);
    } else {
      window.sessionStorage.setItem(key, JSON.stringify(next));
      window.sessionStorage.setItem(time, new Date().toISOString());
    }
    setDraft(next);
  };
  return [draft, keep, window.sessionStorage.getItem(time)];
}

function stored<T extends object>(key: string): T | null {
  const text = window.sessionStorage.getItem(key);
  return text === null ? null : (JSON.parse(text) as T);
}
