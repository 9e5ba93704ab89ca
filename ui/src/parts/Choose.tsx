import { useId, type ReactNode } from "react";

export interface Option {
  value: string;
  label: string;
  group?: string;
}

interface ChooseProps {
  label: ReactNode;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  disabled?: boolean;
}

/** One of several, by the browser's own list: quick on a phone, and every reader knows it. */
export function Choose({ label, value, options, onChange, disabled }: ChooseProps) {
  const id = useId();
  const groups = [...new Set(options.map((one) => one.group ?? ""))];
  const drawn = (group: string): ReactNode =>
    options
      .filter((one) => (one.group ?? "") === group)
      .map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {groups.map((group) =>
          group ? (
            <optgroup key={group} label={group}>
              {drawn(group)}
            </optgroup>
          ) : (
            drawn(group)
          ),
        )}
      </select>
    </div>
  );
}
