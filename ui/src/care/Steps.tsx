import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { WriteProblem } from "./WriteProblem";

/** The steps of a record, the latest first, each with its way back. */
export function Steps({ patient, onDone }: { patient: string; onDone: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const params = { params: { path: { patient } } };
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/history", params);
  const undoing = useMutation({
    mutationFn: ({ version, after }: { version: number; after: number }) =>
      api.POST("/api/care/patients/{patient}/undo", { ...params, body: { version, after } }),
    onSuccess: onDone,
  });
  return (
    <Card title={t("course:entries.steps")} note={t("care:history.note")}>
      <Answer of={asked}>
        {(found) => (
          <>
            {undoing.error && <WriteProblem error={undoing.error} onReload={onDone} />}
            <ul className="checks">
              {found.events.map((one) => (
                <li key={one.version} className={one.undone ? "faint" : undefined}>
                  <span className="tag">{one.version}</span>
                  {say(one.what)} {one.undone && <span className="tag warn">{t("care:history.undone")}</span>}
                  <div className="quiet">
                    {moment(one.at, language)} · {one.author}
                  </div>
                  {one.can_undo && (
                    <Button
                      size="small"
                      loading={undoing.isPending}
                      onClick={() => undoing.mutate({ version: one.version, after: found.version })}
                    >
                      {t("course:entries.undo")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Card>
  );
}
