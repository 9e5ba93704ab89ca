import { expect, test } from "vitest";
import { cleaned } from "./Figure";

test("a figure keeps its shapes and loses all that could act", () => {
  const svg = cleaned(
    `<svg xmlns="http://www.w3.org/2000/svg" onload="bad()"><script>bad()</script>
     <a href="javascript:bad()"><text>x</text></a><foreignObject><b/></foreignObject>
     <rect data-row="a" onclick="bad()" style="fill:red" fill="#fff"><title>A</title></rect></svg>`,
  );
  expect(svg?.outerHTML).not.toMatch(/bad|script|style|foreignObject|href/);
  expect(svg?.querySelector("[data-row=a] title")?.textContent).toBe("A");
});

test("what is no figure is not drawn", () => {
  expect(cleaned("<html></html>")).toBeNull();
  expect(cleaned("no markup at all")).toBeNull();
});
