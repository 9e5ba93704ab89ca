import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Answer } from "./Answer";
import { useLasting } from "./useLasting";

const read = (typed: string): Promise<string> =>
  typed === "3" ? Promise.reject(new Error("impossible")) : Promise.resolve(`answer to ${typed}`);

function Page() {
  const [typed, setTyped] = useState("");
  const [form, setForm] = useState("one");
  const asked = useLasting(
    useQuery({ queryKey: [form, typed], queryFn: () => read(typed), retry: false }),
    form,
  );
  return (
    <>
      <button onClick={() => setForm(form === "one" ? "other" : "one")}>turn</button>
      <Answer of={asked}>
        {(found) => (
          <>
            <input aria-label="field" value={typed} onChange={(event) => setTyped(event.target.value)} />
            <p>{asked.answered ? found : "none"}</p>
          </>
        )}
      </Answer>
    </>
  );
}

test("what is refused half way through typing leaves the field of its form, and no answer beside it", async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Page />
    </QueryClientProvider>,
  );
  const field = await screen.findByLabelText("field");
  await userEvent.type(field, "3");
  await screen.findByRole("alert");
  expect(screen.getByLabelText("field")).toBe(field);
  screen.getByText("none");
  await userEvent.click(screen.getByText("turn"));
  await screen.findByRole("alert");
  expect(screen.queryByLabelText("field"), "the other form was never answered").toBeNull();
  await userEvent.click(screen.getByText("turn"));
  await userEvent.type(screen.getByLabelText("field"), "9.2");
  await waitFor(() => screen.getByText("answer to 39.2"));
});
