import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { useMe } from "../shell/me";
import { WriteProblem } from "./WriteProblem";

/** Who a record is of, kept apart from it, and the administrator's way to erase that. */
export function IdentityCard({ patient, onDone }: { patient: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const [asking, setAsking] = useState(false);
  const params = { params: { path: { patient } } };
  const asked = queries.useQuery("get", "/api/care/patients/{patient}", params);
  const erasing = useMutation({
    mutationFn: (after: number) =>
      api.POST("/api/care/patients/{patient}/identity/erase", { ...params, body: { after } }),
    onSuccess: () => {
      setAsking(false);
      onDone();
    },
  });
  return (
    <Card title={t("course:identity.title")} note={t("course:identity.note")}>
      <Answer of={asked}>
        {(page) => {
          const held = [page.name, page.hospital_number].filter(Boolean).join(" · ");
          if (!held) return <p className="quiet">{t("course:identity.none")}</p>;
          return (
            <>
              <p>{t("course:identity.held", { what: held })}</p>
              {me?.roles.includes("administrator") ? (
                <>
                  <p className="quiet">{t("course:identity.backups")}</p>
                  {asking ? (
                    <div className="edge-buttons">
                      <Button danger type="primary" loading={erasing.isPending} onClick={() => erasing.mutate(page.version)}>
                        {t("course:identity.sure")}
                      </Button>
                      <Button onClick={() => setAsking(false)}>{t("course:entries.close")}</Button>
                    </div>
                  ) : (
                    <Button danger onClick={() => setAsking(true)}>
                      {t("course:identity.erase")}
                    </Button>
                  )}
                </>
              ) : (
                <p className="quiet">{t("course:identity.only")}</p>
              )}
              {erasing.error && (
                <WriteProblem error={erasing.error} onReload={onDone} onProved={() => erasing.mutate(page.version)} />
              )}
            </>
          );
        }}
      </Answer>
    </Card>
  );
}
