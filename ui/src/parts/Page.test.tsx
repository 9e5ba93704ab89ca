import { render } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import { Behind } from "./behind";
import { Page } from "./Page";

const titles = (): (string | null)[] => [...document.querySelectorAll("title")].map((one) => one.textContent);

test("the tab is named after the sign-in, not after the page that waits behind it", () => {
  const both = (behind: boolean) => (
    <MemoryRouter>
      {behind && <Page title="Sign in">x</Page>}
      <Behind value={behind}>
        <Page title="P-31">y</Page>
      </Behind>
    </MemoryRouter>
  );
  const { rerender } = render(both(false));
  expect(titles()).toEqual([expect.stringContaining("P-31")]);
  rerender(both(true));
  expect(titles()).toEqual([expect.stringContaining("Sign in")]);
  rerender(both(false));
  expect(titles()).toEqual([expect.stringContaining("P-31")]);
});
