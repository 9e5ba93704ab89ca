import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { useLasting } from "../parts/useLasting";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { ConditioningChecks } from "./ConditioningChecks";
import { ConditioningDays } from "./ConditioningDays";
import { DecisionList } from "./DecisionList";
import { EligibilityForm } from "./EligibilityForm";
import type { Values } from "./eligibilityValues";
import { FORMULAS, planOf, planTail, WAYS, withPlan, withWholePlan } from "./plan";
import { KeepValues } from "./KeepValues";
import { RuleDrawer } from "./RuleDrawer";
import "./care.css";

type Asked = Api["ConditioningAsked"];

/** Conditioning and infusion: the regimen, each day's dose with its arithmetic, what two people check. */
export default function Conditioning() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const client = useQueryClient();
  const { patient = "" } = useParams();
  const [values, setValues] = useState<Values>({});
  // how often values were kept: the fields begin anew then, and not when others write
  const [kept, setKept] = useState(0);
  // the plan stands in the address: it can be sent to somebody, and printed; values never do
  const [query, setQuery] = useSearchParams();
  const [plan, setPlan] = useState(() => planOf(query));
  useEffect(() => {
    const next = withWholePlan(query, plan);
    if (String(next) !== String(query)) setQuery(next, { replace: true });
  }, [plan]);
  const entered = Object.values(values);
  const asked = useLasting(
    useQuery({
      queryKey: ["conditioning", patient, values, plan],
      queryFn: () => look(patient, { ...plan, values: entered }),
    }),
  );
  // two choices may come before the address tells of the first
  const choose = (part: Partial<Asked>): void =>
    setPlan((before) => planOf(withPlan(withPlan(new URLSearchParams(), before), part)));
  const cleared = (): void => {
    setValues({});
    setKept((before) => before + 1);
  };
  return (
    <RuleDrawer>
      <Page
        title={t("care:conditioning.title")}
        lead={
          asked.data && (
            <>
              {asked.data.demo && <span className="tag warn">{t("care:demo")}</span>}
              <Link className="rule-id" to={`/care/patients/${patient}`}>{asked.data.patient}</Link> · {moment(asked.data.at, language)}
            </>
          )
        }
      >
        <Answer of={{ ...asked, error: asked.data ? null : asked.error }}>
          {(panel) => (
            <div className="column">
              {panel.infused && <p className="tag warn">{t("care:eligibility.infused")}</p>}
              {asked.error ? <Problem error={asked.error} /> : null}
              <AtOdds of={panel} />
              <Card title={t("care:conditioning.plan")} note={t("care:conditioning.plan_note")}>
                <div className="signs">
                  <Choose
                    label={t("care:conditioning.regimen")}
                    value={panel.chosen ?? ""}
                    options={[
                      { value: "", label: t("care:conditioning.choose") },
                      ...panel.regimens.map((one) => ({
                        value: one.id,
                        label: `${one.product} · ${one.printed.map(say).join("; ")}${one.own ? ` · ${t("care:conditioning.own")}` : ""}`,
                      })),
                    ]}
                    onChange={(regimen) => choose({ regimen: regimen || null })}
                  />
                  <Field
                    label={t("care:conditioning.infusion")}
                    type="date"
                    value={panel.infusion ?? ""}
                    onChange={(event) => choose({ infusion: event.target.value || null })}
                  />
                  <Choose
                    label={t("care:conditioning.formula")}
                    value={plan.formula ?? "mosteller"}
                    options={FORMULAS.map((one) => ({ value: one, label: t(`care:conditioning.surface.${one}`) }))}
                    onChange={(one) => choose({ formula: FORMULAS.find((each) => each === one) ?? "mosteller" })}
                  />
                  <Field
                    label={t("care:conditioning.rounding")}
                    inputMode="decimal"
                    autoComplete="off"
                    value={plan.rounding ?? ""}
                    onChange={(event) => choose({ rounding: event.target.value.trim() || null })}
                  />
                  <Choose
                    label={t("care:conditioning.direction")}
                    value={plan.direction ?? "nearest"}
                    options={WAYS.map((one) => ({ value: one, label: t(`care:conditioning.way.${one}`) }))}
                    onChange={(one) => choose({ direction: WAYS.find((each) => each === one) ?? "nearest" })}
                  />
                </div>
                {panel.regimens
                  .filter((one) => one.id === panel.chosen)
                  .map((one) => (
                    <p key={one.id} className="quiet">
                      {one.product}, {one.year} · {one.registration} · {say(one.place)}
                    </p>
                  ))}
              </Card>
              <div className="bedside">
                <Card
                  title={t("care:conditioning.days")}
                  note={t("care:now.unsigned")}
                  actions={
                    entered.length === 0 ? (
                      <Link to={`/care/patients/${patient}/conditioning/sheet${planTail(panel, plan)}`}>
                        {t("course:plan.open")}
                      </Link>
                    ) : (
                      <span className="quiet">{t("course:plan.keep_first")}</span>
                    )
                  }
                >
                  <ConditioningDays panel={panel} />
                </Card>
                <Card className="entering" title={t("care:eligibility.enter")} note={t("care:conditioning.try")}>
                  <EligibilityForm key={kept} panel={panel} values={values} onChange={setValues} />
                  <KeepValues panel={panel} entered={entered} ready={asked.answered} onKept={cleared} />
                </Card>
              </div>
              <ConditioningChecks panel={panel} onDone={() => void client.invalidateQueries()} />
              <Card title={t("care:conditioning.rules")}>
                <DecisionList decisions={panel.decisions} open />
              </Card>
            </div>
          )}
        </Answer>
      </Page>
    </RuleDrawer>
  );
}

async function look(patient: string, asked: Partial<Asked>): Promise<Api["ConditioningPanel"]> {
  const { data } = await api.POST("/api/care/patients/{patient}/conditioning", {
    params: { path: { patient } },
    body: { formula: "mosteller", direction: "nearest", ...asked, values: asked.values ?? [] },
  });
  if (!data) throw new Error("empty");
  return data;
}
