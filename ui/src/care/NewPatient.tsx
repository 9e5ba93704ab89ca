import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { useUnkept } from "../parts/useUnkept";
import { SheetEntry } from "./SheetEntry";

type Written = Api["WrittenValue"];
const NUMBERS = [
  { name: "age", unit: "a" },
  { name: "weight", unit: "kg" },
  { name: "height", unit: "cm" },
] as const;

/** A patient entered by form: a pseudonym for the record, who it is kept apart. */
export default function NewPatient() {
  const { t } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const [said, setSaid] = useState<Record<string, string>>({});
  const [table, setTable] = useState<Written[] | null>([]);
  const field = (name: string): { value: string; onChange: (event: { target: { value: string } }) => void } => ({
    value: said[name] ?? "",
    onChange: (event) => setSaid({ ...said, [name]: event.target.value }),
  });
  const entering = useMutation({
    mutationFn: async () => {
      const values: Written[] = NUMBERS.filter((one) => said[one.name]).map((one) => ({
        observable: one.name,
        value: said[one.name] ?? "",
        unit: one.unit,
      }));
      if (said.infusion) {
        // as typed, without a zone: what the ward's clock read, wherever this browser stands
        values.push({ observable: "infusion", value: true, unit: "", time: said.infusion });
      }
      const { data } = await api.POST("/api/care/patients", {
        body: {
          patient: said.patient ?? "",
          name: said.name ?? "",
          hospital_number: said.number ?? "",
          values: [...values, ...(table ?? [])],
        },
      });
      return data;
    },
    onSuccess: async (made) => {
      await client.invalidateQueries();
      if (made) await go(`/care/patients/${made.id}`);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    entering.mutate();
  };
  useUnkept(!entering.isSuccess && (Object.values(said).some(Boolean) || (table ?? [1]).length > 0));
  return (
    <Page title={t("care:new.title")} lead={t("care:new.lead")} json={null}>
      <div className="new-patient">
      <Card title={t("care:new.who")} note={t("care:new.apart")} className="form">
        <form onSubmit={submit}>
          <Field label={t("care:new.pseudonym")} required autoComplete="off" maxLength={60} {...field("patient")} />
          <Field label={t("care:new.name")} autoComplete="off" {...field("name")} />
          <Field label={t("care:new.number")} autoComplete="off" {...field("number")} />
          {NUMBERS.map((one) => (
            <Field
              key={one.name}
              label={t(`care:new.${one.name}`)}
              inputMode="decimal"
              autoComplete="off"
              {...field(one.name)}
            />
          ))}
          <Field label={t("care:new.infusion")} type="datetime-local" {...field("infusion")} />
          <Button type="primary" htmlType="submit" disabled={table === null} loading={entering.isPending}>
            {t("care:new.enter")}
          </Button>
          {entering.error && <Problem error={entering.error} />}
        </form>
      </Card>
      <SheetEntry onChange={setTable} />
      </div>
    </Page>
  );
}
