import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { CopyButton } from "../parts/CopyButton";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { pastQuery, usePast } from "./past";
import { WriteProblem } from "./WriteProblem";

/** The text for the hospital's record, who wrote what, and the latest readings. */
export function RecordTab({ patient }: { patient: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const client = useQueryClient();
  const params = { params: { path: { patient } } };
  const past = usePast();
  const then = { params: { path: { patient }, query: pastQuery(past) } };
  const note = queries.useQuery("get", "/api/care/patients/{patient}/note", then);
  const history = queries.useQuery("get", "/api/care/patients/{patient}/history", then);
  const reload = (): void => void client.invalidateQueries();
  const undoing = useMutation({
    mutationFn: ({ version, after }: { version: number; after: number }) =>
      api.POST("/api/care/patients/{patient}/undo", { ...params, body: { version, after } }),
    onSuccess: reload,
  });
  return (
    <div className="column">
      <Answer of={note}>
        {(found) => (
          <Card title={t("care:note.title")} actions={<CopyButton text={found.text} />}>
            <pre className="note" lang="zh-CN">
              {found.text}
            </pre>
          </Card>
        )}
      </Answer>
      <Answer of={history}>
        {(found) => (
          <div className="grid-cards wide-cards">
            <Card title={t("care:history.title")} note={t("care:history.note")}>
              {undoing.error && <WriteProblem error={undoing.error} onReload={reload} />}
              <ul className="checks">
                {found.events.map((one) => (
                  <li key={one.version} className={one.undone ? "faint" : undefined}>
                    <span className="tag">{one.version}</span>
                    {say(one.what)} {one.undone && <span className="tag warn">{t("care:history.undone")}</span>}
                    <div className="quiet">
                      {moment(one.at, language)} · {one.author}
                    </div>
                    {one.can_undo && !past && (
                      <Button
                        size="small"
                        loading={undoing.isPending}
                        onClick={() => undoing.mutate({ version: one.version, after: found.version })}
                      >
                        {t("care:history.undo")}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
            <Card title={t("care:readings.title")} note={t("care:readings.note", { count: found.readings_all })}>
              <table className="plain dense">
                <tbody>
                  {found.readings.map((one) => (
                    <tr key={`${one.version}.${one.number}`} className={one.withdrawn ? "faint" : undefined}>
                      <td className="nowrap">{moment(one.time, language)}</td>
                      <th scope="row">{say(one.label)}</th>
                      <td>
                        {say(one.value)}{" "}
                        {one.withdrawn && <span className="tag warn">{t("care:readings.withdrawn")}</span>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Card>
          </div>
        )}
      </Answer>
    </div>
  );
}
