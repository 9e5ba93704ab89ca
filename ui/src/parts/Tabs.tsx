import { useId, useRef, type ReactNode } from "react";

interface TabsProps {
  label: string;
  items: readonly { key: string; label: ReactNode }[];
  active: string;
  onChange: (key: string) => void;
  children: ReactNode;
}

/** Tabs over one panel; arrows go from one to the next. */
export function Tabs({ label, items, active, onChange, children }: TabsProps) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const at = items.findIndex((one) => one.key === active);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = items[(at + step + items.length) % items.length];
    if (!step || !next) return;
    event.preventDefault();
    onChange(next.key);
    row.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={row} onKeyDown={onKeyDown}>
        {items.map((one) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            id={`${id}-${one.key}`}
            data-key={one.key}
            aria-selected={one.key === active}
            aria-controls={`${id}-panel`}
            tabIndex={one.key === active ? 0 : -1}
            onClick={() => onChange(one.key)}
          >
            {one.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${active}`}>
        {children}
      </div>
    </>
  );
}
