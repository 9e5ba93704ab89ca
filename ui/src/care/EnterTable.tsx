import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Page } from "../parts/Page";
import { useUnkept } from "../parts/useUnkept";
import { SheetEntry } from "./SheetEntry";
import { WriteProblem } from "./WriteProblem";
import "./care.css";

/** Results of a patient who has a record, from a table. */
export default function EnterTable() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const go = useNavigate();
  const client = useQueryClient();
  const [values, setValues] = useState<Api["WrittenValue"][] | null>([]);
  const asked = queries.useQuery("get", "/api/care/patients/{patient}", { params: { path: { patient } } });
  const reload = (): void => void client.invalidateQueries();
  const entering = useMutation({
    mutationFn: (after: number) =>
      api.POST("/api/care/patients/{patient}/readings", {
        params: { path: { patient } },
        body: { after, values: values ?? [] },
      }),
    onSuccess: async () => {
      await client.invalidateQueries();
      await go(`/care/patients/${patient}?tab=record`);
    },
  });
  useUnkept(!entering.isSuccess && (values ?? [1]).length > 0);
  return (
    <Page
      title={t("course:sheet.page")}
      json={null}
      lead={
        <>
          <Link className="rule-id" to={`/care/patients/${patient}`}>
            {asked.data?.patient ?? "…"}
          </Link>{" "}
          · {t("course:sheet.lead")}
        </>
      }
    >
      <Answer of={asked}>
        {(page) => (
          <div className="column">
            <SheetEntry patient={patient} onChange={setValues} />
            <div>
              <Button
                type="primary"
                disabled={!values || values.length === 0}
                loading={entering.isPending}
                onClick={() => entering.mutate(page.version)}
              >
                {t("course:sheet.enter")}
              </Button>
            </div>
            {entering.error && <WriteProblem error={entering.error} onReload={reload} />}
          </div>
        )}
      </Answer>
    </Page>
  );
}
