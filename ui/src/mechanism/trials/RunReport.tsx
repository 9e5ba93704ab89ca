import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { JobLine } from "../../parts/JobLine";
import { Problem } from "../../parts/Problem";
import { useLanguage } from "../../shell/language";

const FORMS = ["docx", "pdf", "html"] as const;

/** The report of a finished virtual trial in the page's language: plan, outcomes, evidence, arms. */
export function RunReport({ run }: { run: string }) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const [job, setJob] = useState<string | null>(null);
  const starting = useMutation({
    mutationFn: (form: (typeof FORMS)[number]) =>
      api.POST("/api/mechanism/runs/{run}/report", { params: { path: { run }, query: { form, lang } } }),
    onSuccess: ({ data }) => setJob(data?.id ?? null),
  });
  return (
    <>
      <p className="hints">
        <span className="quiet">{t("trials:report.title")}</span>
        {FORMS.map((form) => (
          <Button key={form} size="small" disabled={starting.isPending} onClick={() => starting.mutate(form)}>
            {t(`evidence:report.${form}`)}
          </Button>
        ))}
      </p>
      {starting.error && <Problem error={starting.error} />}
      {job && <JobLine key={job} job={job} />}
    </>
  );
}
