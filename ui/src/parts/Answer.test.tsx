import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Unreachable } from "../api/refusal";
import { Answer } from "./Answer";

const asked = { refetch: () => undefined };

test("waiting, refused, answered; an old answer stays beside a new error", () => {
  const view = render(
    <Answer of={{ ...asked, data: undefined, error: null, isPending: true }}>{() => "seen"}</Answer>,
  );
  expect(screen.getByRole("status")).toBeTruthy();
  view.rerender(
    <Answer of={{ ...asked, data: undefined, error: new Unreachable(), isPending: false }}>
      {() => "seen"}
    </Answer>,
  );
  expect(screen.getByRole("alert")).toBeTruthy();
  view.rerender(
    <Answer of={{ ...asked, data: 1, error: new Unreachable(), isPending: false }}>{() => "seen"}</Answer>,
  );
  expect(screen.getByRole("alert")).toBeTruthy();
  expect(screen.getByText("seen")).toBeTruthy();
});
