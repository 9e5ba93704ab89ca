import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import type { Api } from "../api/types";
import { RuleRow } from "./RuleRow";

const text = (en: string): Api["Text"] => ({ zh: en, en });

test("a code whose words are the rule's does not stand alone", () => {
  const rule = {
    id: "R1", strength: "should", text: text("watch closely"), condition: text("grade 1"), errata: [], partly: null,
    mark: { kind: "read", words: text("table 4"), places: [] },
    conclusions: [{ kind: "advise", code: "close-watch", number: null, points: null, label: null, measured: [], order: null }],
  } as unknown as Api["RuleShown"];
  render(<MemoryRouter><RuleRow rule={rule} named={false} /></MemoryRouter>);
  const code = screen.getByText("close-watch");
  expect(code.tagName).toBe("CODE");
  expect(code.parentElement?.textContent).toBe("adviseas the rule says close-watch");
});
