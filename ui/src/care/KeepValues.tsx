import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { useUnkept } from "../parts/useUnkept";
import { useKeys } from "../shell/keys";
import { Kept } from "./Kept";
import { WriteProblem } from "./WriteProblem";

interface KeepValuesProps {
  panel: { id: string; version: number };
  entered: readonly Api["WrittenValue"][];
  /** Whether what is shown answers what was entered. */
  ready: boolean;
  onKept: () => void;
}

/** The button that keeps what was entered, said so by somebody; Ctrl+Enter does the same. */
export function KeepValues({ panel, entered, ready, onKept }: KeepValuesProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keeping = useMutation({
    mutationFn: () =>
      api.POST("/api/care/patients/{patient}/readings", {
        params: { path: { patient: panel.id } },
        body: { after: panel.version, values: [...entered] },
      }),
    onSuccess: () => {
      onKept();
      void client.invalidateQueries();
    },
  });
  const able = entered.length > 0 && ready && !keeping.isPending;
  const keep = (): void => {
    if (able) keeping.mutate();
  };
  useUnkept(entered.length > 0);
  useKeys([{ keys: "mod+Enter", label: "care:eligibility.keep", run: keep, typing: true }]);
  const written = keeping.data?.data;
  return (
    <>
      <p className="row-end">
        <Button type="primary" disabled={entered.length === 0 || !ready} loading={keeping.isPending} onClick={keep}>
          {t("care:eligibility.keep")}
        </Button>
      </p>
      {written && entered.length === 0 && <Kept written={written} />}
      {keeping.error && (
        <WriteProblem
          error={keeping.error}
          onReload={() => {
            keeping.reset();
            void client.invalidateQueries();
          }}
        />
      )}
    </>
  );
}
