import { expect, test } from "vitest";
import { drawings, notesOf, takenFrom, wordsOf } from "./taken";

function page(inner: string): HTMLElement {
  const made = document.createElement("div");
  made.innerHTML = inner;
  return made;
}

test("a table is its words: columns, rows, spans, fields, no buttons and no names", async () => {
  const found = takenFrom(
    page(`<section class="card"><h2>Doses</h2><table>
      <thead><tr><th>who</th><th colspan="2">dose</th><th></th></tr></thead>
      <tbody>
        <tr><td rowspan="2"><a data-export="P-1">Li Ming</a><div>demo</div></td><td>1</td><td>mg</td><td><button class="ant-btn">x</button></td></tr>
        <tr><td>2</td><td><select><option>a</option><option selected>b</option></select></td><td></td></tr>
        <tr><th colspan="4">all</th></tr>
      </tbody></table></section>`),
    "Page",
  );
  expect(found.map((one) => [one.kind, one.title])).toEqual([["table", "Doses"]]);
  expect(await found[0]?.part()).toEqual({
    title: "Doses",
    columns: ["who", "dose", "dose"],
    rows: [["P-1; demo", "1", "mg"], ["P-1; demo", "2", "b"], ["all"]],
  });
});

test("figures and tables come in their order, each under its own title", async () => {
  const own = page(
    `<figure class="figure"><svg xmlns="http://www.w3.org/2000/svg"><title>Forest</title></svg></figure>
     <table><caption>T</caption><tbody><tr><td>1</td></tr></tbody></table>
     <table><caption>T</caption><tbody></tbody></table>
     <figure class="curve"><figcaption>IL-6</figcaption><div class="canvas"></div></figure>
     <figure><div class="canvas"></div></figure><button><svg></svg></button>
     <div hidden><table></table></div>`,
  );
  const canvas = own.querySelector(".canvas");
  if (canvas) drawings.set(canvas, () => Promise.resolve("<svg/>"));
  const found = takenFrom(own, "Page");
  expect(found.map((one) => one.title)).toEqual(["Forest", "T", "T (2)", "IL-6"]);
  expect(await found[3]?.part()).toEqual({ title: "IL-6", svg: "<svg/>" });
  expect(await found[0]?.part()).toMatchObject({ svg: expect.stringContaining("<title>Forest") as string });
});

test("what a page says of all it shows goes along, without what names a person", () => {
  const own = page(
    `<div class="page-head"><p class="lead">Day 3 · <span data-export="">123456</span></p></div>
     <span data-note>exploratory</span>`,
  );
  expect(notesOf(own)).toEqual(["Day 3 ·", "exploratory"]);
  expect(wordsOf(page("<p>a</p><p>b  c</p>"))).toBe("a; b c");
});
