import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { Tabs } from "./Tabs";

function Three() {
  const [active, setActive] = useState("a");
  const items = ["a", "b", "c"].map((key) => ({ key, label: key }));
  return (
    <Tabs label="three" items={items} active={active} onChange={setActive}>
      panel {active}
    </Tabs>
  );
}

test("arrows go round, and the focus with them", async () => {
  const user = userEvent.setup();
  render(<Three />);
  await user.click(screen.getByRole("tab", { name: "a" }));
  await user.keyboard("{ArrowLeft}");
  expect(screen.getByRole("tabpanel").textContent).toBe("panel c");
  expect(document.activeElement?.textContent).toBe("c");
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("a");
});
