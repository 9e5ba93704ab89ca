import { act, render, renderHook, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { DraftNote } from "./DraftNote";
import { useDraft } from "./useDraft";

test("a draft knows when it was kept, and forgets it with the draft", () => {
  window.sessionStorage.clear();
  vi.useFakeTimers({ now: new Date("2026-03-01T08:15:00Z") });
  const { result, unmount } = renderHook(() => useDraft<{ a: string }>("k"));
  expect(result.current[2]).toBeNull();
  act(() => result.current[1]({ a: "typed" }));
  expect(result.current[2]).toBe("2026-03-01T08:15:00.000Z");
  unmount();
  const again = renderHook(() => useDraft<{ a: string }>("k")).result;
  expect([again.current[0], again.current[2]]).toEqual([{ a: "typed" }, "2026-03-01T08:15:00.000Z"]);
  render(<DraftNote at={again.current[2]} onDrop={() => again.current[1](null)} />);
  expect(screen.getByText(/keeping:draft.at|kept|保存于/)).toBeTruthy();
  act(() => again.current[1](null));
  expect(again.current[2]).toBeNull();
  vi.useRealTimers();
});
