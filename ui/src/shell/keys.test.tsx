import { fireEvent, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { type Binding, listen, useBound, useKeys } from "./keys";

function Bound({ bindings }: { bindings: Binding[] }) {
  useKeys(bindings);
  return <input aria-label="field" />;
}

function Names() {
  return <p>{useBound().map((one) => one.keys).join(" ")}</p>;
}

test("a sequence, a page's key before the shell's, and none while typing", async () => {
  const stop = listen(window);
  const user = userEvent.setup();
  const [home, shell, page, always] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const view = render(
    <>
      <Bound
        bindings={[
          { keys: "g h", label: "a", run: home },
          { keys: "u", label: "b", run: shell },
          { keys: "mod+k", label: "c", run: always, typing: true },
        ]}
      />
      <Bound bindings={[{ keys: "u", label: "d", run: page }]} />
    </>,
  );
  await user.keyboard("gh");
  expect(home).toHaveBeenCalledTimes(1);
  await user.keyboard("u");
  expect(page).toHaveBeenCalledTimes(1);
  expect(shell).not.toHaveBeenCalled();
  const field = view.container.querySelector("input");
  if (field) await user.click(field);
  await user.keyboard("u{Control>}k{/Control}");
  expect(page).toHaveBeenCalledTimes(1);
  expect(always).toHaveBeenCalledTimes(1);
  stop();
});

test("keys are gone with what bound them", () => {
  const names = render(<Names />);
  const view = render(<Bound bindings={[{ keys: "x", label: "x", run: () => undefined }]} />);
  expect(names.container.textContent).toBe("x");
  view.unmount();
  expect(names.container.textContent).toBe("");
});

test("a key held down acts once, and none acts behind an open dialog", async () => {
  const stop = listen(window);
  const vote = vi.fn();
  const view = render(<Bound bindings={[{ keys: "1", label: "e", run: vote }]} />);
  fireEvent.keyDown(window, { key: "1" });
  fireEvent.keyDown(window, { key: "1", repeat: true });
  expect(vote).toHaveBeenCalledTimes(1);
  const dialog = (hidden: boolean) => (
    <>
      <Bound bindings={[{ keys: "1", label: "e", run: vote }]} />
      <div role="dialog" hidden={hidden} />
    </>
  );
  view.rerender(dialog(false));
  await userEvent.keyboard("1");
  expect(vote).toHaveBeenCalledTimes(1);
  view.rerender(dialog(true));
  await userEvent.keyboard("1");
  expect(vote).toHaveBeenCalledTimes(2);
  stop();
});
