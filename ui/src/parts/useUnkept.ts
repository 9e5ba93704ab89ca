import { useEffect } from "react";

/** Asks before the tab is closed or left while something typed is not kept: a draft dies with it. */
export function useUnkept(unkept: boolean): void {
  useEffect(() => {
    if (!unkept) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unkept]);
}
