import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Options } from "./address";
import { SynthesisOptions } from "./SynthesisOptions";

function level(inForce?: Options) {
  const change = vi.fn();
  render(
    <SynthesisOptions
      analyses={[]}
      analysis=""
      onAnalysis={vi.fn()}
      grouped={false}
      table={false}
      options={{}}
      inForce={inForce}
      onChange={change}
      onReset={vi.fn()}
    />,
  );
  const field = screen.getByLabelText<HTMLSelectElement>(/level/i);
  return { change, field };
}

test("beside a protocol of 90 %, 95 % can be asked for", () => {
  const { change, field } = level({ level: 90 });
  expect(field.value).toBe("90");
  fireEvent.change(field, { target: { value: "95" } });
  expect(change).toHaveBeenCalledWith({ level: 95 });
});

test("a protocol's own level is among the choices", () => {
  expect(level({ level: 97.5 }).field.value).toBe("97.5");
});

test("of a paper 95 % is what is not said", () => {
  const { change, field } = level();
  fireEvent.change(field, { target: { value: "99" } });
  fireEvent.change(field, { target: { value: "95" } });
  expect(change.mock.calls).toEqual([[{ level: 99 }], [{ level: undefined }]]);
});
