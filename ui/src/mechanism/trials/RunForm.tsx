import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "../../api/client";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Field } from "../../parts/Field";
import { Problem } from "../../parts/Problem";
import { useSay } from "../../shell/language";
import { useMe } from "../../shell/me";

const NUMBERS = ["patients", "days", "seed"] as const;
const RUNNERS = new Set(["administrator", "modeller", "methodologist", "clinician"]);

interface RunFormProps {
  design: Api["TrialDesign"];
  /** What the plan comes from: a ready trial, or a file's text. */
  from: { ready: string } | { file: string };
  /** The card of the same plan with the form's figures, once asked for. */
  onDesign: (design: Api["TrialDesign"]) => void;
}

/** The figures of a plan, changed by a form; then the card is drawn anew, or the trial is run. */
export function RunForm({ design, from, onDesign }: RunFormProps) {
  const { t } = useTranslation();
  const say = useSay();
  const go = useNavigate();
  const { me } = useMe();
  const [said, setSaid] = useState<Partial<Record<(typeof NUMBERS)[number], string>>>({});
  const [arms, setArms] = useState<ReadonlySet<string>>(new Set(design.arms.map((one) => one.id)));
  const asked = (): Api["TrialAsked"] => {
    const body: Api["TrialAsked"] = {
      ready: "",
      file: "",
      ...from,
      arms: design.choices.map((one) => one.id).filter((id) => arms.has(id)),
    };
    for (const name of NUMBERS) if (said[name]) body[name] = Number(said[name]);
    return body;
  };
  const looking = useMutation({
    mutationFn: () => api.POST("/api/mechanism/trials/design", { body: asked() }),
    onSuccess: ({ data }) => data && onDesign(data),
  });
  const running = useMutation({
    mutationFn: () => api.POST("/api/mechanism/runs", { body: asked() }),
    onSuccess: ({ data }) => data && void go(`/mechanism/runs/${data.id}`),
  });
  const turn = (id: string): void => {
    const next = new Set(arms);
    if (!next.delete(id)) next.add(id);
    setArms(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.mutate();
  };
  const file = `data:application/toml;charset=utf-8,${encodeURIComponent(design.file)}`;
  return (
    <Card title={t("trials:form.title")} note={t("trials:form.note")} className="form">
      <form onSubmit={submit}>
        {NUMBERS.map((name) => (
          <Field
            key={name}
            label={t(`trials:form.${name}`)}
            type="number"
            min={name === "seed" ? 0 : 1}
            step={1}
            value={said[name] ?? String(design[name])}
            onChange={(event) => setSaid({ ...said, [name]: event.target.value })}
          />
        ))}
        <fieldset>
          <legend>{t("trials:form.arms")}</legend>
          {design.choices.map((one) => (
            <label key={one.id} className="tick">
              <input type="checkbox" checked={arms.has(one.id)} onChange={() => turn(one.id)} />
              {say(one.label)}
            </label>
          ))}
        </fieldset>
        <p className="hints">
          {me?.roles.some((one) => RUNNERS.has(one)) && (
            <Button type="primary" htmlType="submit" loading={running.isPending} disabled={arms.size === 0}>
              {t("trials:form.run")}
            </Button>
          )}
          <Button loading={looking.isPending} disabled={arms.size === 0} onClick={() => looking.mutate()}>
            {t("trials:form.look")}
          </Button>
          <a href={file} download={`${design.id}.toml`}>
            {t("trials:form.file")}
          </a>
        </p>
      </form>
      {running.error && <Problem error={running.error} />}
      {looking.error && <Problem error={looking.error} />}
    </Card>
  );
}
