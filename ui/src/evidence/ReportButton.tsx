import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { JobLine } from "../parts/JobLine";
import { Problem } from "../parts/Problem";
import { useLanguage } from "../shell/language";
import type { Path } from "./address";

const FORMS = ["docx", "pdf", "html"] as const;

/** The report of all of a paper's analyses, in the language of the page. */
export function ReportButton({ paper }: { paper: Path["paper"] }) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const [job, setJob] = useState<string | null>(null);
  const starting = useMutation({
    mutationFn: (form: (typeof FORMS)[number]) =>
      api.POST("/api/evidence/papers/{paper}/report", {
        params: { path: { paper }, query: { form, lang } },
      }),
    onSuccess: ({ data }) => setJob(data?.id ?? null),
  });
  return (
    <>
      <p className="hints">
        <span className="quiet">{t("evidence:report.title")}</span>
        {FORMS.map((form) => (
          <Button
            key={form}
            size="small"
            disabled={starting.isPending}
            onClick={() => starting.mutate(form)}
          >
            {t(`evidence:report.${form}`)}
          </Button>
        ))}
      </p>
      {starting.error && <Problem error={starting.error} />}
      {job && <JobLine key={job} job={job} />}
    </>
  );
}
