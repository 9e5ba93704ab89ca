import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { useMe } from "../shell/me";
import { WriteProblem } from "./WriteProblem";

const ROLES = ["nurse", "clinician"] as const;
const STEPS = ["collected", "received", "thawed", "infused"] as const;

interface ChecksProps {
  panel: Api["ConditioningPanel"];
  onDone: () => void;
}

/** What two people check and sign before the cells, and the product's identifier step by step. */
export function ConditioningChecks({ panel, onDone }: ChecksProps) {
  return (
    <div className="grid-cards wide-cards">
      <Checklist panel={panel} onDone={onDone} />
      <Chain panel={panel} onDone={onDone} />
    </div>
  );
}

function Checklist({ panel, onDone }: ChecksProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { me } = useMe();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  // in demo mode there is one account: who signs is one of the people who are made up
  const people = queries.useQuery("get", "/api/evidence/reviews/people", {}, { enabled: me?.demo === true });
  const made = me?.demo ? (people.data ?? []) : [];
  const [as, setAs] = useState("demo");
  const signing = useMutation({
    mutationFn: (role: (typeof ROLES)[number]) =>
      api.POST("/api/care/patients/{patient}/conditioning/checklist", {
        params: { path: { patient: panel.id }, query: made.length ? { as } : {} },
        body: { after: panel.version, role, items: [...ticked] },
      }),
    onSuccess: onDone,
  });
  return (
    <Card title={t("care:conditioning.checklist")} note={t("care:conditioning.two")}>
      <ul className="checks">
        {panel.checklist.map((one) => (
          <li key={one.id}>
            <label className="tick">
              <input
                type="checkbox"
                checked={ticked.includes(one.id)}
                onChange={(event) =>
                  setTicked(event.target.checked ? [...ticked, one.id] : ticked.filter((id) => id !== one.id))
                }
              />
              {say(one.text)}
            </label>{" "}
            <span className="quiet">{say(one.place)}</span>
          </li>
        ))}
      </ul>
      {made.length > 0 && (
        <Choose
          label={t("care:conditioning.act_as")}
          value={as}
          options={made.map((one) => ({
            value: one.person,
            label: t("care:conditioning.demo_person", { name: one.name }),
          }))}
          onChange={setAs}
        />
      )}
      {ROLES.map((role) => {
        const signed = panel.signatures.find((one) => one.role === role);
        return (
          <p key={role}>
            {t(`care:conditioning.role.${role}`)}{" "}
            {signed ? (
              <span className="tag good">
                {me?.demo ? t("care:conditioning.demo_person", { name: signed.author }) : signed.author} ·{" "}
                {moment(signed.at, language)}
              </span>
            ) : (
              <Button
                disabled={ticked.length < panel.checklist.length}
                loading={signing.isPending}
                onClick={() => signing.mutate(role)}
              >
                {t("care:conditioning.sign_as", { role: t(`care:conditioning.role.${role}`) })}
              </Button>
            )}
          </p>
        );
      })}
      {signing.error && (
        <WriteProblem
          error={signing.error}
          onReload={onDone}
          onProved={() => signing.variables && signing.mutate(signing.variables)}
        />
      )}
    </Card>
  );
}

function Chain({ panel, onDone }: ChecksProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [step, setStep] = useState<(typeof STEPS)[number]>("collected");
  const [identifier, setIdentifier] = useState("");
  const checking = useMutation({
    mutationFn: () =>
      api.POST("/api/care/patients/{patient}/conditioning/chain", {
        params: { path: { patient: panel.id } },
        body: { after: panel.version, step, identifier },
      }),
    onSuccess: () => {
      setIdentifier("");
      onDone();
    },
  });
  return (
    <Card title={t("care:conditioning.chain")} note={t("care:conditioning.chain_note")}>
      <ul className="checks">
        {panel.chain.map((one) => (
          <li key={one.step}>
            <span className={`tag ${one.matched === null ? "" : one.matched ? "good" : "danger"}`}>
              {t(
                one.matched === null
                  ? "care:conditioning.unchecked"
                  : one.matched
                    ? "care:conditioning.matched"
                    : "care:conditioning.mismatch",
              )}
            </span>
            {t(`care:conditioning.step.${one.step}`)}{" "}
            {one.at && (
              <span className="quiet">
                {one.author} · {moment(one.at, language)}
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="with-unit">
        <Choose
          label={t("care:conditioning.at_step")}
          value={step}
          options={STEPS.map((one) => ({ value: one, label: t(`care:conditioning.step.${one}`) }))}
          onChange={(one) => setStep(STEPS.find((each) => each === one) ?? "collected")}
        />
        <Field
          label={t("care:conditioning.identifier")}
          autoComplete="off"
          value={identifier}
          onChange={(event) => setIdentifier(event.target.value)}
        />
        <Button disabled={!identifier.trim()} loading={checking.isPending} onClick={() => checking.mutate()}>
          {t("care:conditioning.compare")}
        </Button>
      </div>
      {checking.error && <WriteProblem error={checking.error} onReload={onDone} />}
    </Card>
  );
}
