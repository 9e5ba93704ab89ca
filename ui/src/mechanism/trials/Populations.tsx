import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Choose } from "../../parts/Choose";
import { Page } from "../../parts/Page";
import { Problem } from "../../parts/Problem";
import { useSay } from "../../shell/language";
import { ArmFields, type ArmSaid, FIRST_ARM } from "./ArmFields";
import { Numbers, useNumbers } from "./Numbers";
import { RunsCard } from "./RunsCard";
import { useTreatments } from "./useTreatments";
import "./trials.css";

/** A population of virtual patients under one treatment: asked for here, kept below. */
export default function Populations() {
  const { t } = useTranslation();
  const say = useSay();
  const go = useNavigate();
  const treatments = useTreatments();
  const known = queries.useQuery("get", "/api/mechanism/populations", {}, { staleTime: Infinity });
  const [arm, setArm] = useState<ArmSaid>(FIRST_ARM);
  const [population, setPopulation] = useState("");
  const numbers = useNumbers({ patients: "100", days: "180", seed: "1" });
  const running = useMutation({
    mutationFn: () => {
      const body: Api["PopulationAsked"] = {
        product: arm.product,
        strategies: arm.strategies.filter(Boolean),
        population,
        ...numbers.read(),
      };
      return api.POST("/api/mechanism/populations", { body });
    },
    onSuccess: ({ data }) => data && void go(`/mechanism/populations/${data.id}`),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.mutate();
  };
  return (
    <Page title={t("trials:population.title")} lead={t("trials:population.lead")}>
      <div className="column">
        <Card title={t("trials:form.title")} note={t("trials:population.note")}>
          <form onSubmit={submit} className="filters">
            <Answer of={treatments} rows={3}>
              {(all) => <ArmFields all={all} arm={arm} onChange={setArm} />}
            </Answer>
            <Choose
              label={t("trials:population.whom")}
              value={population}
              options={[
                { value: "", label: t("trials:population.own") },
                ...(known.data ?? []).map((one) => ({ value: one.id, label: say(one.label) })),
              ]}
              onChange={setPopulation}
            />
            <Numbers numbers={numbers} />
            <Button type="primary" htmlType="submit" loading={running.isPending}>
              {t("trials:form.run")}
            </Button>
          </form>
          {running.error && <Problem error={running.error} />}
        </Card>
        <RunsCard sort="population" />
      </div>
    </Page>
  );
}
