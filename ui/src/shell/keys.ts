import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key, or two pressed one after the other (`g h`); `mod+` is Ctrl, or ⌘ on a Mac. */
export interface Binding {
  keys: string;
  /** What it does: a key of a catalogue. */
  label: string;
  run: () => void;
  /** Also while somebody types in a field. */
  typing?: boolean;
}

const SEQUENCE_MS = 1200;
let bound: readonly Binding[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Binding[]): void {
  bound = next;
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The name of the key that an event stands for. */
export function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** Whether a dialog is open: what lies behind it is not to be acted on. */
function isCovered(target: Window): boolean {
  const dialogs = target.document.querySelectorAll<HTMLElement>("[role=dialog]");
  // some stay in the page, hidden, once they were open
  return [...dialogs].some((one) => (typeof one.checkVisibility === "function" ? one.checkVisibility() : !one.hidden));
}

/** Listen on the window; the last binding of a key wins, so that a page goes before the shell. */
export function listen(target: Window): () => void {
  let before = "";
  let at = 0;
  const onKey = (event: KeyboardEvent): void => {
    // a key that is held down would cast a vote for one report after the other
    if (event.altKey || event.isComposing || event.repeat || isCovered(target)) return;
    const name = nameOf(event);
    const sequence = event.timeStamp - at < SEQUENCE_MS ? `${before} ${name}` : "";
    const typing = isTyping(event.target);
    const fits = (one: Binding): boolean =>
      (one.keys === sequence || one.keys === name) && (!typing || one.typing === true);
    const found = bound.findLast((one) => one.keys === sequence && fits(one)) ?? bound.findLast(fits);
    before = name;
    at = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}

/** Bind keys as long as the component shows; they stand in the help (`?`). */
export function useKeys(bindings: readonly Binding[]): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const names = bindings.map((one) => `${one.keys}\t${one.label}\t${String(one.typing)}`).join("\n");
  useEffect(() => {
    const own = latest.current.map((one, index) => ({
      ...one,
      run: () => latest.current[index]?.run(),
    }));
    change([...bound, ...own]);
    return () => change(bound.filter((one) => !own.includes(one as (typeof own)[number])));
  }, [names]);
}

/** Every key that is bound now. */
export function useBound(): readonly Binding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bound,
  );
}
