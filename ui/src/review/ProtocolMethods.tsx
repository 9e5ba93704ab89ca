import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { useSay } from "../shell/language";
import { ESTIMATORS, INTERVALS, listed, MEASURES, MODELS, type Methods } from "./protocol-methods";

const LISTS = ["subgroups", "sensitivity", "bias_tests"] as const;

interface MethodsProps {
  methods: Methods;
  outcomes: readonly Api["OutcomeNamed"][];
  onChange: (next: Methods) => void;
}

/** How the review will pool, said before it does; any other analysis is exploratory. */
export function ProtocolMethods({ methods, outcomes, onChange }: MethodsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [lists, setLists] = useState<Record<(typeof LISTS)[number], string>>({
    subgroups: methods.subgroups?.join("; ") ?? "",
    sensitivity: methods.sensitivity?.join("; ") ?? "",
    bias_tests: methods.bias_tests?.join("; ") ?? "",
  });
  const rule = methods.rule ?? { zh: "", en: "" };
  const thresholds = methods.thresholds ?? [];
  const named = (value: string, family: string): { value: string; label: string } => ({
    value,
    label: value === "" ? t("conduct:methods.silent") : t(`conduct:${family}.${value}`),
  });
  return (
    <fieldset className="wide protocol-form">
      <legend>{t("conduct:methods.title")}</legend>
      <Choose
        label={t("conduct:methods.measure")}
        value={methods.measure ?? ""}
        options={MEASURES.map((one) => named(one, "measure"))}
        onChange={(value) => onChange({ ...methods, measure: MEASURES.find((one) => one === value) ?? "" })}
      />
      <Choose
        label={t("conduct:methods.model")}
        value={methods.model ?? ""}
        options={MODELS.map((one) => named(one, "model"))}
        onChange={(value) => onChange({ ...methods, model: MODELS.find((one) => one === value) ?? "" })}
      />
      <Choose
        label={t("conduct:methods.estimator")}
        value={methods.estimator ?? ""}
        options={ESTIMATORS.map((one) => ({ value: one, label: one || t("conduct:methods.silent") }))}
        onChange={(value) => onChange({ ...methods, estimator: ESTIMATORS.find((one) => one === value) ?? "" })}
      />
      <Choose
        label={t("conduct:methods.interval")}
        value={methods.interval ?? ""}
        options={INTERVALS.map((one) => named(one, "interval"))}
        onChange={(value) => onChange({ ...methods, interval: INTERVALS.find((one) => one === value) ?? "" })}
      />
      {(["zh", "en"] as const).map((language) => (
        <Field
          key={language}
          label={`${t("conduct:methods.rule")} (${t(`review:in.${language}`)})`}
          value={rule[language]}
          onChange={(event) => onChange({ ...methods, rule: { ...rule, [language]: event.target.value } })}
        />
      ))}
      {LISTS.map((one) => (
        <Field
          key={one}
          label={t("conduct:methods.list", { name: t(`conduct:methods.${one}`) })}
          value={lists[one]}
          onChange={(event) => {
            setLists({ ...lists, [one]: event.target.value });
            onChange({ ...methods, [one]: listed(event.target.value) });
          }}
        />
      ))}
      <Field
        label={t("conduct:methods.software")}
        value={methods.software ?? ""}
        onChange={(event) => onChange({ ...methods, software: event.target.value })}
      />
      {thresholds.map((one, at) => (
        <div key={at} className="threshold">
          <Choose
            label={t("conduct:methods.threshold", { n: at + 1 })}
            value={one.outcome}
            options={outcomes.map((it) => ({ value: it.key, label: say(it.label) }))}
            onChange={(outcome) =>
              onChange({ ...methods, thresholds: thresholds.map((it, i) => (i === at ? { ...it, outcome } : it)) })
            }
          />
          <Field
            label={t("conduct:methods.percent")}
            type="number"
            min="0.1"
            max="99.9"
            step="0.1"
            required
            value={one.percent}
            onChange={(event) =>
              onChange({
                ...methods,
                thresholds: thresholds.map((it, i) =>
                  i === at ? { ...it, percent: Number(event.target.value) } : it,
                ),
              })
            }
          />
        </div>
      ))}
      <div className="actions">
        <Button
          onClick={() =>
            onChange({ ...methods, thresholds: [...thresholds, { outcome: outcomes[0]?.key ?? "", percent: 50 }] })
          }
        >
          {t("conduct:methods.add_threshold")}
        </Button>
        {thresholds.length > 0 && (
          <Button onClick={() => onChange({ ...methods, thresholds: thresholds.slice(0, -1) })}>
            {t("conduct:methods.drop_threshold")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
