import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { useSay } from "../shell/language";
import { WriteProblem } from "./WriteProblem";

interface OverrideProps {
  panel: Api["EligibilityPanel"];
  one: Api["RequirementShown"];
  onDone: () => void;
  onReload: () => void;
}

/** A clinician's signature under going on in spite of one requirement, with a reason. */
export function EligibilityOverride({ panel, one, onDone, onReload }: OverrideProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [why, setWhy] = useState("");
  const reason = panel.reasons.find((each) => each.code === why);
  const signing = useMutation({
    mutationFn: () =>
      api.POST("/api/care/patients/{patient}/eligibility/override", {
        params: { path: { patient: panel.id } },
        body: {
          after: panel.version,
          rule: one.rule.id,
          state: one.state,
          why: reason?.code ?? "assessed otherwise",
        },
      }),
    onSuccess: onDone,
  });
  return (
    <section className="sheet override" aria-label={t("care:eligibility.override")}>
      <h3>
        {t("care:eligibility.override")} {one.rule.id}
      </h3>
      <p>{say(one.rule.text)}</p>
      <Choose
        label={t("care:eligibility.why")}
        value={why}
        options={[
          { value: "", label: t("care:eligibility.choose_why") },
          ...panel.reasons.map((each) => ({ value: each.code, label: say(each.label) })),
        ]}
        onChange={setWhy}
      />
      <Button type="primary" disabled={!reason} loading={signing.isPending} onClick={() => signing.mutate()}>
        {t("care:eligibility.sign")}
      </Button>
      {signing.error && (
        <WriteProblem error={signing.error} onReload={onReload} onProved={() => signing.mutate()} />
      )}
    </section>
  );
}
