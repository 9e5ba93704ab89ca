import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../../parts/Field";

const NAMES = ["patients", "days", "seed"] as const;
type Said = Record<(typeof NAMES)[number], string>;

/** How many, how long, which chance: as typed, and as numbers. */
export function useNumbers(first: Said) {
  const [said, setSaid] = useState(first);
  return {
    said,
    set: (name: keyof Said, value: string) => setSaid((now) => ({ ...now, [name]: value })),
    read: () => ({ patients: Number(said.patients), days: Number(said.days), seed: Number(said.seed) }),
  };
}

export function Numbers({ numbers }: { numbers: ReturnType<typeof useNumbers> }) {
  const { t } = useTranslation();
  return NAMES.map((name) => (
    <Field
      key={name}
      label={t(`trials:form.${name}`)}
      type="number"
      required
      step={1}
      min={name === "seed" ? 0 : 1}
      value={numbers.said[name]}
      onChange={(event) => numbers.set(name, event.target.value)}
    />
  ));
}
