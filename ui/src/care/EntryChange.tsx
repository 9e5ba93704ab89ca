import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { GradeForm } from "./GradeForm";
import { fieldOf } from "./past";
import { WriteProblem } from "./WriteProblem";

const WHYS = ["mistyped", "other patient", "wrong time", "not valid"] as const;
type Why = (typeof WHYS)[number];

interface EntryChangeProps {
  patient: string;
  /** The version that was seen. */
  after: number;
  entry: Api["RecordEntry"];
  onClose: () => void;
  /** Somebody else wrote meanwhile: read again. */
  onReload: () => void;
  onDone: () => void;
}

/** Another value or time for an entry, or none: both say why, and by whom is kept. */
export function EntryChange({ patient, after, entry, onClose, onReload, onDone }: EntryChangeProps) {
  const { t } = useTranslation();
  const [why, setWhy] = useState<Why>("mistyped");
  const [values, setValues] = useState<Record<string, Api["WrittenValue"]>>({});
  const [time, setTime] = useState(fieldOf(entry.time));
  const { input } = entry;
  const told = values[input.name];
  const simple = input.kind === "event";
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(entry.time)?.[0] ?? "Z";
  const changing = useMutation({
    mutationFn: (instead: Api["WrittenValue"] | null) =>
      api.POST("/api/care/patients/{patient}/withdraw", {
        params: { path: { patient } },
        body: { after, version: entry.version, number: entry.number, why, instead },
      }),
    onSuccess: onDone,
  });
  const instead = (): Api["WrittenValue"] => ({
    observable: input.name,
    value: simple ? true : (told?.value ?? ""),
    unit: input.kind === "quantity" || input.kind === "dose" ? (input.unit === "1" ? "" : input.unit) : "",
    time: `${time.slice(0, 16)}:00${zone}`,
  });
  return (
    <div className="change">
      <GradeForm form={simple ? [] : [input]} values={values} onChange={setValues} />
      <Field
        label={t("course:entries.time")}
        type="datetime-local"
        value={time}
        onChange={(event) => setTime(event.target.value)}
      />
      <Choose
        label={t("course:entries.why")}
        value={why}
        options={WHYS.map((one) => ({ value: one, label: t(`course:entries.${one}`) }))}
        onChange={(one) => setWhy(one as Why)}
      />
      <div className="edge-buttons">
        <Button
          type="primary"
          disabled={(!simple && !told) || !time}
          loading={changing.isPending}
          onClick={() => changing.mutate(instead())}
        >
          {t("course:entries.keep")}
        </Button>
        <Button danger loading={changing.isPending} onClick={() => changing.mutate(null)}>
          {t("course:entries.take_back")}
        </Button>
        <Button onClick={onClose}>{t("course:entries.close")}</Button>
      </div>
      {changing.error && <WriteProblem error={changing.error} onReload={onReload} />}
    </div>
  );
}
