import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { listed } from "./protocol-methods";
import { useAnew, useReview } from "./useReview";

/** Which arms or cohorts of a study are read apart: for both readers alike. */
export function Arms({ sheet }: { sheet: Api["ExtractionSheet"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const [names, setNames] = useState(sheet.arms.join("; "));
  const keep = useMutation({
    mutationFn: (arms: string[]) =>
      api.POST("/api/evidence/reviews/{review}/extraction/arms", {
        params: { path, query },
        body: { after: sheet.version, study: sheet.study, arms },
      }),
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate(listed(names));
  };
  const one = (): void => {
    setNames("");
    keep.mutate([]);
  };
  return (
    <details className="arms" open={sheet.arms.length > 0}>
      <summary>{t("appraisal:extraction.arms.title")}</summary>
      <p>{t("appraisal:extraction.arms.note")}</p>
      <form onSubmit={send} className="filters wide-fields">
        <Field
          label={t("appraisal:extraction.arms.names")}
          value={names}
          required
          onChange={(event) => setNames(event.target.value)}
        />
        <Button htmlType="submit" loading={keep.isPending}>
          {t("appraisal:extraction.arms.keep")}
        </Button>
        {sheet.arms.length > 0 && <Button onClick={one}>{t("appraisal:extraction.arms.one")}</Button>}
      </form>
      <p>{t("appraisal:extraction.arms.lost")}</p>
      <p>{t("appraisal:extraction.arms.pooled")}</p>
      {keep.error && <Problem error={keep.error} />}
    </details>
  );
}
