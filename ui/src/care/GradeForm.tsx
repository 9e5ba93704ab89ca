import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { useSay } from "../shell/language";

type Input = Api["GradeInput"];
type Written = Api["WrittenValue"];
type Values = Record<string, Written>;
const FEW = 4;

interface GradeFormProps {
  form: readonly Input[];
  values: Values;
  onChange: (values: Values) => void;
}

/** Signs as they are seen. What is not answered is unknown: nothing is filled in. */
export function GradeForm({ form, values, onChange }: GradeFormProps) {
  const set = (one: Input, value: Written["value"] | null): void => {
    const rest = Object.fromEntries(Object.entries(values).filter(([name]) => name !== one.name));
    if (value === null) onChange(rest);
    else onChange({ ...rest, [one.name]: { observable: one.name, value, unit: one.unit === "1" ? "" : unitOf(one) } });
  };
  return (
    <div className="signs">
      {form.map((one) => (
        <Sign key={one.name} input={one} value={values[one.name]?.value ?? null} onChange={(value) => set(one, value)} />
      ))}
    </div>
  );
}

function unitOf(one: Input): string {
  return one.kind === "quantity" ? one.unit : "";
}

export interface SignProps {
  input: Input;
  value: Written["value"] | null;
  onChange: (value: Written["value"] | null) => void;
}

/** One sign: what is seen, or unknown. */
export function Sign({ input, value, onChange }: SignProps) {
  const { t } = useTranslation();
  const say = useSay();
  const unknown = { value: "", label: t("care:form.unknown") };
  if (input.kind === "yesno") return <YesNo input={input} value={value} onChange={onChange} />;
  if (input.kind === "choices") return <Several input={input} value={value} onChange={onChange} />;
  if (input.kind === "choice") {
    return (
      <Choose
        label={say(input.label)}
        value={typeof value === "string" ? value : ""}
        options={[unknown, ...input.choices.map((one) => ({ value: one.code, label: say(one.label) }))]}
        onChange={(code) => onChange(code || null)}
      />
    );
  }
  const most = Number(input.high);
  if (input.unit.startsWith("{") && most < FEW) {
    const points = Array.from({ length: most + 1 }, (_, point) => String(point));
    return (
      <Choose
        label={say(input.label)}
        value={typeof value === "string" ? value : ""}
        options={[unknown, ...points.map((point) => ({ value: point, label: point }))]}
        onChange={(point) => onChange(point || null)}
      />
    );
  }
  return (
    <Field
      label={`${say(input.label)}${input.unit_shown ? ` (${input.unit_shown})` : ""}`}
      inputMode="decimal"
      autoComplete="off"
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.target.value.trim() || null)}
    />
  );
}

function YesNo({ input, value, onChange }: SignProps) {
  const { t } = useTranslation();
  const say = useSay();
  const answers = [
    [null, "care:form.unknown"],
    [true, "care:form.yes"],
    [false, "care:form.no"],
  ] as const;
  return (
    <fieldset className="answers">
      <legend>{say(input.label)}</legend>
      {answers.map(([answer, label]) => (
        <label key={label} className="tick">
          <input
            type="radio"
            name={input.name}
            checked={value === answer}
            onChange={() => onChange(answer)}
          />
          {t(label)}
        </label>
      ))}
    </fieldset>
  );
}

function Several({ input, value, onChange }: SignProps) {
  const { t } = useTranslation();
  const say = useSay();
  const chosen = Array.isArray(value) ? value : null;
  const flip = (code: string, on: boolean): void => {
    const rest = (chosen ?? []).filter((one) => one !== code);
    const next = on ? [...rest, code] : rest;
    onChange(next.length > 0 ? next : null);
  };
  return (
    <fieldset className="answers">
      <legend>{say(input.label)}</legend>
      <label className="tick">
        <input
          type="checkbox"
          checked={chosen?.length === 0}
          onChange={(event) => onChange(event.target.checked ? [] : null)}
        />
        {t("care:form.none_of_them")}
      </label>
      {input.choices.map((one) => (
        <label key={one.code} className="tick">
          <input
            type="checkbox"
            checked={chosen?.includes(one.code) ?? false}
            onChange={(event) => flip(one.code, event.target.checked)}
          />
          {say(one.label)}
        </label>
      ))}
    </fieldset>
  );
}
