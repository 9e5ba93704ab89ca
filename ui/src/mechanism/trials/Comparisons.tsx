import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "../../api/client";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Field } from "../../parts/Field";
import { Page } from "../../parts/Page";
import { Problem } from "../../parts/Problem";
import { ArmFields, type ArmSaid, FIRST_ARM } from "./ArmFields";
import { Numbers, useNumbers } from "./Numbers";
import { RunsCard } from "./RunsCard";
import { useTreatments } from "./useTreatments";
import "./trials.css";

const MOST = 6;
const START: readonly ArmSaid[] = [
  FIRST_ARM,
  { ...FIRST_ARM, strategies: ["dual-cd19", ""] },
  { ...FIRST_ARM, strategies: ["early-collection", ""] },
  { ...FIRST_ARM, strategies: ["gsi", ""] },
];

/** Strategies on the same virtual patients: which arms, how many, and how far to trust it. */
export default function Comparisons() {
  const { t } = useTranslation();
  const go = useNavigate();
  const treatments = useTreatments();
  const [arms, setArms] = useState<readonly ArmSaid[]>(START);
  const [members, setMembers] = useState("0");
  const numbers = useNumbers({ patients: "100", days: "365", seed: "1" });
  const running = useMutation({
    mutationFn: () =>
      api.POST("/api/mechanism/comparisons", {
        body: {
          arms: arms.map((one) => ({ product: one.product, strategies: one.strategies.filter(Boolean) })),
          population: "",
          members: Number(members),
          ...numbers.read(),
        },
      }),
    onSuccess: ({ data }) => data && void go(`/mechanism/comparisons/${data.id}`),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.mutate();
  };
  return (
    <Page title={t("trials:comparison.title")} lead={t("trials:comparison.lead")}>
      <div className="column">
        <Card title={t("trials:form.title")} note={t("trials:comparison.note")}>
          <form onSubmit={submit}>
            <Answer of={treatments} rows={6}>
              {(all) =>
                arms.map((arm, at) => (
                  <fieldset key={at} className="filters">
                    <legend>{t(at === 0 ? "trials:arm.first" : "trials:arm.other", { number: at + 1 })}</legend>
                    <ArmFields
                      all={all}
                      arm={arm}
                      onChange={(next) => setArms(arms.map((one, other) => (other === at ? next : one)))}
                    />
                    {arms.length > 2 && (
                      <Button
                        size="small"
                        aria-label={t("trials:arm.drop_of", { number: at + 1 })}
                        onClick={() => setArms(arms.filter((_, other) => other !== at))}
                      >
                        {t("trials:arm.drop")}
                      </Button>
                    )}
                  </fieldset>
                ))
              }
            </Answer>
            <div className="filters">
              <Button disabled={arms.length >= MOST} onClick={() => setArms([...arms, FIRST_ARM])}>
                {t("trials:arm.add")}
              </Button>
              <Numbers numbers={numbers} />
              <Field
                label={t("trials:comparison.members")}
                type="number"
                min={0}
                max={20}
                value={members}
                onChange={(event) => setMembers(event.target.value)}
              />
              <Button type="primary" htmlType="submit" loading={running.isPending}>
                {t("trials:form.run")}
              </Button>
            </div>
          </form>
          {running.error && <Problem error={running.error} />}
        </Card>
        <RunsCard sort="comparison" />
      </div>
    </Page>
  );
}
