import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { api } from "../api/client";
import { Refused } from "../api/refusal";
import { WriteProblem } from "./WriteProblem";

const both = { zh: "签名", en: "sign" };

test("a password given twice in haste signs once", async () => {
  const asked = vi.spyOn(api, "POST").mockResolvedValue({ data: {}, response: new Response() } as never);
  const signed = vi.fn();
  const error = new Refused(403, { what: both, where: "/api/me/prove", found: "", do: both });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <WriteProblem error={error} onReload={() => undefined} onProved={signed} />
    </QueryClientProvider>,
  );
  await userEvent.type(screen.getByLabelText(/password/), "secret");
  await userEvent.dblClick(screen.getByRole("button"));
  await waitFor(() => expect(signed).toHaveBeenCalled());
  await userEvent.click(screen.getByRole("button"));
  expect(asked).toHaveBeenCalledTimes(1);
  expect(signed).toHaveBeenCalledTimes(1);
});
