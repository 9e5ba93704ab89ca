import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { expect, test } from "vitest";
import { OfOne } from "./OfOne";

test("what was typed for one patient is not there for the next, and stays while the query changes", async () => {
  const page = <OfOne>{<input aria-label="field" />}</OfOne>;
  const router = createMemoryRouter([{ path: "/of/:patient", element: page }], { initialEntries: ["/of/a"] });
  render(<RouterProvider router={router} />);
  await userEvent.type(screen.getByLabelText("field"), "39.2");
  await act(() => router.navigate("/of/a?tab=record"));
  expect(screen.getByLabelText<HTMLInputElement>("field").value).toBe("39.2");
  await act(() => router.navigate("/of/b"));
  expect(screen.getByLabelText<HTMLInputElement>("field").value).toBe("");
});
