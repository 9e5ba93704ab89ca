import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { expect, test, vi } from "vitest";
import { Refused, Unreachable } from "../api/refusal";
import { Problem } from "./Problem";

const refusal = {
  what: { zh: "没有", en: "There is none" },
  where: "zhan2025",
  found: "xyz",
  do: { zh: "另选", en: "Choose another" },
};

test("a refusal shows its four parts in the language of the page", async () => {
  render(<Problem error={new Refused(404, refusal)} />);
  for (const part of ["There is none", "zhan2025", "xyz", "Choose another"]) {
    expect(screen.getByText(part)).toBeTruthy();
  }
  await i18next.changeLanguage("zh");
  expect(await screen.findByText("另选")).toBeTruthy();
});

test("a server that is away can be asked again", async () => {
  const again = vi.fn();
  render(<Problem error={new Unreachable()} onRetry={again} />);
  await userEvent.click(screen.getByRole("button"));
  expect(again).toHaveBeenCalledOnce();
});

test("an answer that is no refusal is told by its status", () => {
  expect(new Refused(502, "<html>").message).toBe("HTTP 502");
  expect(new Refused(502, { what: "odd" }).refusal).toBeNull();
});
