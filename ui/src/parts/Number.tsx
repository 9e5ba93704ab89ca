import type { ReactNode } from "react";

interface NumberProps {
  value: ReactNode;
  label: ReactNode;
  /** Opens what the number rests on. */
  onOpen?: () => void;
}

/** A key number with what it is; a click opens its source. */
export function KeyNumber({ value, label, onOpen }: NumberProps) {
  const inner = (
    <>
      <span className="value">{value}</span>
      <span className="label">{label}</span>
    </>
  );
  if (!onOpen) return <div className="key-number">{inner}</div>;
  return (
    <button type="button" className="key-number" onClick={onOpen} aria-haspopup="dialog">
      {inner}
    </button>
  );
}
