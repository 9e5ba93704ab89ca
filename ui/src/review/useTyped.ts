import { useDraft } from "../parts/useDraft";
import { useUnkept } from "../parts/useUnkept";
import { useMe } from "../shell/me";
import { useReview } from "./useReview";

export interface TypedDraft<T> {
  /** What was typed and is not kept yet, by item; it outlives the page, as long as the tab lives. */
  typed: Record<string, T>;
  change: (next: Record<string, T>) => void;
  drop: () => void;
  /** When it was kept last. */
  at: string | null;
  /** Whether there is any. */
  unkept: boolean;
}

/** What somebody typed into the sheet of one study of a review: theirs alone, in this tab. */
export function useTyped<T>(sheet: string, study: string): TypedDraft<T> {
  const { id, as } = useReview();
  const { me } = useMe();
  const [held, setHeld, at] = useDraft<Record<string, T>>(
    `trephine-${sheet} ${me?.account ?? ""} ${as} ${id} ${study}`,
  );
  useUnkept(held !== null);
  return { typed: held ?? {}, change: setHeld, drop: () => setHeld(null), at, unkept: held !== null };
}
