import type { ReactNode } from "react";

/** What is shown where there is nothing yet: why, and what one can do. */
export function Nothing({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p>{text}</p>
      {children}
    </div>
  );
}
