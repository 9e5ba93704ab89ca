import { QueryClient, QueryClientProvider, keepPreviousData, useQuery } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Answer } from "./Answer";
import { useLasting } from "./useLasting";

const read = (typed: string): Promise<string> =>
  typed === "3" ? Promise.reject(new Error("impossible")) : Promise.resolve(`answer to ${typed}`);

function Page() {
  const [typed, setTyped] = useState("");
  const asked = useLasting(
    useQuery({ queryKey: [typed], queryFn: () => read(typed), placeholderData: keepPreviousData, retry: false }),
  );
  return (
    <Answer of={asked}>
      {(found) => (
        <>
          <input aria-label="field" value={typed} onChange={(event) => setTyped(event.target.value)} />
          <p>{asked.answered ? found : "none"}</p>
        </>
      )}
    </Answer>
  );
}

test("what is refused half way through typing leaves the field, and no answer beside it", async () => {
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
  await userEvent.type(field, "9.2");
  await waitFor(() => screen.getByText("answer to 39.2"));
});
