import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import type { Api } from "../api/types";
import { NowTab } from "./NowTab";
import { RuleDrawer } from "./RuleDrawer";

const text = (en: string): Api["Text"] => ({ zh: en, en });
const due = (name: string): Api["CheckDue"] => ({
  name, label: text(name), last: null, due: null, status: "overdue", rule: "R1", sure: true,
});
const many = Array.from({ length: 18 }, (_, at) => `laboratory ${at}`);
const page = {
  steps: [], orders: [], counters: [], washouts: [], leukapheresis_from: null, eligibility: [], decisions: [], errata: [],
  checks: [...many, "spo2", "temperature"].map(due),
  asked: many.map((name) => ({ name, label: text(`asked ${name}`), reason: text("why") })),
  conflicts: [text("platelets")],
  outpaced: [text("clearance")],
  later: 3,
} as unknown as Api["PatientPage"];

test("vital signs stand first, what is not shown at once is counted, conflicts and later readings are told", () => {
  const { container } = render(
    <MemoryRouter>
      <RuleDrawer>
        <NowTab page={page} />
      </RuleDrawer>
    </MemoryRouter>,
  );
  const shown = [...container.querySelectorAll("ul.checks > li")].map((one) => one.textContent);
  expect(shown).toHaveLength(20);
  expect(shown[0]).toContain("spo2");
  expect(shown[1]).toContain("temperature");
  screen.getByText("8 more");
  screen.getByText("6 more");
  screen.getByText("platelets");
  screen.getByText("clearance");
  screen.getByText(/3 readings are of a later time/);
});
