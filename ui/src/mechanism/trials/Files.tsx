import { useTranslation } from "react-i18next";

/** What of a run can be taken away. */
export function Files({ run, tables = true }: { run: string; tables?: boolean }) {
  const { t } = useTranslation();
  return (
    <p className="hints">
      <a href={`/api/mechanism/runs/${run}/plan.toml`} download>
        {t("trials:files.plan")}
      </a>
      {tables && (
        <>
          <a href={`/api/mechanism/runs/${run}/patients.csv`} download>
            {t("trials:files.csv")}
          </a>
          <a href={`/api/mechanism/runs/${run}/patients.parquet`} download>
            {t("trials:files.parquet")}
          </a>
        </>
      )}
    </p>
  );
}
