import { useSyncExternalStore } from "react";

/** How the pages look: as the system says, or as chosen in this browser. */
export type Appearance = "system" | "light" | "dark";
export const APPEARANCES: readonly Appearance[] = ["system", "light", "dark"];

const KEPT = "trephine-appearance";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const told = new Set<() => void>();

/** What was chosen in this browser; anything else is the system's. */
export function chosen(): Appearance {
  const kept = window.localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function isDark(): boolean {
  const own = chosen();
  return own === "dark" || (own === "system" && system.matches);
}

function tell(): void {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  told.forEach((one) => one());
}

/** Show the pages as chosen from the first moment, and follow the system from then on. */
export function startAppearance(): void {
  system.addEventListener("change", tell);
  window.addEventListener("storage", (event) => {
    if (event.key === KEPT) tell(); // chosen in another tab
  });
  tell();
}

/** Choose for this browser. */
export function choose(appearance: Appearance): void {
  if (appearance === "system") window.localStorage.removeItem(KEPT);
  else window.localStorage.setItem(KEPT, appearance);
  tell();
}

function listen(changed: () => void): () => void {
  told.add(changed);
  return () => told.delete(changed);
}

/** Whether the pages are dark now. */
export function useDark(): boolean {
  return useSyncExternalStore(listen, isDark);
}

/** What is chosen now. */
export function useChosen(): Appearance {
  return useSyncExternalStore(listen, chosen);
}
