import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Card } from "../parts/Card";
import { Choose, type Option } from "../parts/Choose";
import type { Options } from "./address";

const MEASURES = ["PLO", "PR", "PLN", "PAS", "PFT"] as const;
const METHODS = ["REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "EE"] as const;
const TESTS = ["knha", "adhoc", "t", "z"] as const;
const LEVELS = ["90", "95", "99"];

interface OptionsProps {
  /** What can be pooled, and which of it is. */
  analyses: readonly Option[];
  analysis: string;
  onAnalysis: (value: string) => void;
  /** Whether studies carry a group to compare, and whether the table has choices of its own. */
  grouped: boolean;
  table: boolean;
  /** Whether a study was read arm by arm. */
  arms?: boolean;
  options: Options;
  /** What is in force where the address says nothing: a protocol's methods. Without: the house's default. */
  inForce?: Options | undefined;
  onChange: (change: Partial<Options>) => void;
  onReset: () => void;
}

/** What is pooled, and how. Without a choice: the house's default, declared beforehand. */
export function SynthesisOptions({
  analyses,
  analysis,
  onAnalysis,
  grouped,
  table,
  arms = false,
  options,
  inForce,
  onChange,
  onReset,
}: OptionsProps) {
  const { t } = useTranslation();
  const shown = inForce ?? options;
  // beside a protocol a choice is said in full: what is left out of the address follows the protocol
  const whole = (next: Partial<Options>): void =>
    onChange(
      inForce
        ? { model: "normal", measure: shown.measure, method: shown.method, test: shown.test, ...next }
        : next,
    );
  const normal = shown.model === "normal" || (shown.model !== "exact" && shown.measure != null);
  const named = (family: string, values: readonly string[]): Option[] =>
    values.map((value) => ({ value, label: t(`evidence:${family}.${value}`) }));
  const level = String(shown.level ?? 95);
  const levels = LEVELS.includes(level) ? LEVELS : [...LEVELS, level];
  const changed = Object.keys(options).length > 0;
  return (
    <Card className="options" title={t("evidence:options.title")}>
      <Choose
        label={t("evidence:options.analysis")}
        value={analysis}
        options={analyses}
        onChange={onAnalysis}
      />
      <Choose
        label={t("evidence:options.model")}
        value={normal ? "normal" : "exact"}
        options={named("model", ["exact", "normal"])}
        onChange={(value) =>
          onChange({
            model: value === "normal" ? "normal" : inForce ? "exact" : undefined,
            measure: undefined,
            method: undefined,
            test: undefined,
          })
        }
      />
      {normal && (
        <>
          <Choose
            label={t("evidence:options.measure")}
            value={shown.measure ?? "PLO"}
            options={named("measure", MEASURES)}
            onChange={(value) => whole({ measure: value as Options["measure"] })}
          />
          <Choose
            label={t("evidence:options.method")}
            value={shown.method ?? "REML"}
            options={named("method", METHODS)}
            onChange={(value) => whole({ method: value as Options["method"] })}
          />
          <Choose
            label={t("evidence:options.test")}
            value={shown.test ?? "knha"}
            options={named("test", TESTS)}
            onChange={(value) =>
              whole({ test: value === "knha" && !inForce ? undefined : (value as Options["test"]) })
            }
          />
        </>
      )}
      <Choose
        label={t("evidence:options.level")}
        value={level}
        options={levels.map((value) => ({ value, label: `${value}%` }))}
        onChange={(value) => onChange({ level: value === "95" && !inForce ? undefined : Number(value) })}
      />
      {table && (
        <>
          <Choose
            label={t("evidence:options.overlap")}
            value={options.overlap ?? "once"}
            options={named("overlap", ["once", "naive"])}
            onChange={(value) => onChange({ overlap: value === "once" ? undefined : "naive" })}
          />
          <Choose
            label={t("evidence:options.impossible")}
            value={options.impossible ?? "nearest"}
            options={named("impossible", ["nearest", "drop"])}
            onChange={(value) => onChange({ impossible: value === "nearest" ? undefined : "drop" })}
          />
        </>
      )}
      {arms && (
        <Choose
          label={t("evidence:options.arms")}
          value={options.arms ?? "summed"}
          options={named("arms", ["summed", "apart"])}
          onChange={(value) => onChange({ arms: value === "summed" ? undefined : "apart" })}
        />
      )}
      {grouped && (
        <label className="tick">
          <input
            type="checkbox"
            checked={options.group === true}
            onChange={(event) => onChange({ group: event.target.checked || undefined })}
          />
          {t("evidence:options.group")}
        </label>
      )}
      <Button onClick={onReset} disabled={!changed} block>
        {t("evidence:options.reset")}
      </Button>
    </Card>
  );
}
