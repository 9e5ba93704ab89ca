import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refused } from "../api/refusal";
import { Problem } from "./Problem";

const both = (en: string): { zh: string; en: string } => ({ zh: en, en });

test("a refusal tells each value that others wrote beside one's own", () => {
  const since = [
    {
      version: 4, at: "2026-11-23T10:00:00+08:00", author: "B", kind: "readings-added", more: 2,
      fields: [
        { label: both("temperature"), theirs: both("39.1 °C"), yours: both("38.9 °C"), theirs_at: null, yours_at: null },
        { label: both("hypoxia"), theirs: both("no"), yours: null, theirs_at: null, yours_at: null },
      ],
    },
  ];
  const refusal = { what: both("changed"), where: "record/x", found: "4", do: both("look"), since };
  render(<Problem error={new Refused(409, refusal)} />);
  const rows = within(screen.getByRole("table")).getAllByRole("row").map((row) =>
    [...row.children].map((cell) => cell.textContent.trim()),
  );
  expect(rows.slice(1)).toEqual([
    ["temperature", "39.1 °C", "38.9 °C"],
    ["hypoxia", "no", "—"],
  ]);
  screen.getByText(/entered readings/);
  screen.getByText("2 more");
});
