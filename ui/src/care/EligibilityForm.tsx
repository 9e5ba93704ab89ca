import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { Sign } from "./GradeForm";
import { drugValue, withValue, type Values, type Written } from "./eligibilityValues";

type Input = Api["EligibilityInput"];

interface EligibilityFormProps {
  panel: Pick<Api["EligibilityPanel"], "form" | "read" | "at">;
  values: Values;
  onChange: (values: Values) => void;
}

/** What is asked before treatment, in groups; below each input what the record says of it. */
export function EligibilityForm({ panel, values, onChange }: EligibilityFormProps) {
  const { t } = useTranslation();
  const say = useSay();
  const read = new Map(panel.read.map((one) => [one.name, one]));
  return (
    <div className="decisions">
      {panel.form.map((group, at) => (
        <details key={group.id} open={at < 2}>
          <summary>
            {say(group.title)}{" "}
            <span className="quiet">
              {t("care:eligibility.known", {
                known: group.inputs.filter((one) => one.known || values[one.name]).length,
                count: group.inputs.length,
              })}
            </span>
          </summary>
          <div className="signs spaced">
            {group.inputs.map((one) => (
              <div key={one.name}>
                <Asked
                  input={one}
                  like={panel.at}
                  value={values[one.name] ?? null}
                  onChange={(value) => onChange(withValue(values, one.name, value))}
                />
                <Said input={one} read={read.get(one.name)} typed={one.name in values} />
              </div>
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

interface SaidProps {
  input: Input;
  read: Api["ValueRead"] | undefined;
  /** Whether it was typed here; what a table brought stands in the form's own value. */
  typed: boolean;
}

function Said({ input, read, typed }: SaidProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  if (!read || (!typed && !read.doubt && !read.refused)) {
    return (
      <div className="quiet small">
        {t(read ? "course:sheet.in_table" : "care:eligibility.record")} {say(input.value)}
        {input.read_at && ` · ${moment(input.read_at, language)}`}
      </div>
    );
  }
  return (
    <div className="small" role="status">
      {read.shown && <div>{say(read.shown)}</div>}
      {read.doubt && <div className="tag warn">{say(read.doubt)}</div>}
      {read.refused && (
        <div className="tag danger">
          {say(read.refused)}
          {read.do && ` — ${say(read.do)}`}
        </div>
      )}
    </div>
  );
}

interface AskedProps {
  input: Input;
  /** A moment whose zone the dates are in. */
  like: string;
  value: Written | null;
  onChange: (value: Written | null) => void;
}

function Asked({ input, like, value, onChange }: AskedProps) {
  if (input.kind === "event") return <Drug input={input} like={like} value={value} onChange={onChange} />;
  if (input.kind === "quantity") return <Quantity input={input} value={value} onChange={onChange} />;
  return (
    <Sign
      input={{ ...input, unit: "", unit_shown: "", low: null, high: null }}
      value={value?.value ?? null}
      onChange={(said) => onChange(said === null ? null : { observable: input.name, value: said, unit: "" })}
    />
  );
}

function Quantity({ input, value, onChange }: Omit<AskedProps, "like">) {
  const { t } = useTranslation();
  const say = useSay();
  const [unit, setUnit] = useState(input.units[0]?.code ?? "");
  const [high, setHigh] = useState("");
  const number = typeof value?.value === "string" ? value.value : "";
  const bare = unit === "1" || unit.startsWith("{");
  const tell = (said: string, inUnit: string, limit: string): void =>
    onChange(
      said === ""
        ? null
        : { observable: input.name, value: said, unit: bare ? "" : inUnit, ...(limit && { high: limit }) },
    );
  return (
    <div className="with-unit">
      <Field
        label={say(input.label)}
        inputMode="decimal"
        autoComplete="off"
        value={number}
        onChange={(event) => tell(event.target.value.trim(), unit, high)}
      />
      {!bare && (
        <Choose
          label={<span className="sr">{t("care:eligibility.unit", { name: say(input.label) })}</span>}
          value={unit}
          options={input.units.map((one) => ({ value: one.code, label: one.shown || one.code }))}
          onChange={(code) => {
            setUnit(code);
            tell(number, code, high);
          }}
        />
      )}
      {input.limits && (
        <Field
          label={t("care:eligibility.upper")}
          aria-label={t("care:eligibility.upper_of", { name: say(input.label) })}
          inputMode="decimal"
          autoComplete="off"
          value={high}
          onChange={(event) => {
            setHigh(event.target.value.trim());
            tell(number, unit, event.target.value.trim());
          }}
        />
      )}
    </div>
  );
}

function Drug({ input, like, onChange }: AskedProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [said, setSaid] = useState("");
  const [day, setDay] = useState("");
  const [hour, setHour] = useState("");
  const tell = (what: string, on: string, at: string): void => {
    setSaid(what);
    setDay(on);
    setHour(at);
    onChange(drugValue(input.name, what, on, at, like));
  };
  return (
    <div className="with-unit">
      <Choose
        label={say(input.label)}
        value={said}
        options={[
          { value: "", label: t("care:form.unknown") },
          { value: "never", label: t("care:eligibility.never") },
          { value: "given", label: t("care:eligibility.given_last") },
        ]}
        onChange={(what) => tell(what, day, hour)}
      />
      {said === "given" && (
        <>
          <Field
            label={t("care:eligibility.day")}
            aria-label={t("care:eligibility.day_of", { name: say(input.label) })}
            type="date"
            value={day}
            onChange={(event) => tell(said, event.target.value, hour)}
          />
          <Field
            label={t("care:eligibility.hour")}
            aria-label={t("care:eligibility.hour_of", { name: say(input.label) })}
            type="time"
            value={hour}
            onChange={(event) => tell(said, day, event.target.value)}
          />
        </>
      )}
    </div>
  );
}
