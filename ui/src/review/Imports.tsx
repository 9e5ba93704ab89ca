import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Problem } from "../parts/Problem";
import { useLanguage } from "../shell/language";
import { useAnew, useReview, within } from "./useReview";

/** The imported files: each with its report, each can be taken back and brought in again. */
export function Imports({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, as, path, query } = useReview();
  const anew = useAnew();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/imports", { params: { path, query } });
  const turn = useMutation({
    mutationFn: ({ batch, back }: { batch: string; back: boolean }) =>
      api.POST("/api/evidence/reviews/{review}/imports/undo", {
        params: { path, query },
        body: { after: asked.data?.version ?? 0, batch, back },
      }),
    onSettled: anew,
  });
  return (
    <Card title={t("review:one.files")} note={t("conduct:imports.note")}>
      <Answer of={asked}>
        {(held) =>
          held.imports.length === 0 ? (
            <p>{t("review:one.no_files")}</p>
          ) : (
            <ul className="people">
              {held.imports.map((one) => (
                <li key={one.batch}>
                  <span className={one.taken_back ? "gone" : ""}>
                    <strong>{one.file || one.batch}</strong>{" "}
                    <span className="quiet">
                      {one.form} · {t("review:one.file", { read: one.read, refused: one.refused })} · {one.by} ·{" "}
                      {moment(one.at, language)}
                    </span>
                  </span>
                  {one.taken_back && <span className="tag warn">{t("conduct:imports.gone")}</span>}
                  {one.reported && !one.taken_back && (
                    <Link to={within(id, "import", as, { batch: one.batch })}>{t("review:import.report")}</Link>
                  )}
                  {mayWrite && (
                    <Button
                      size="small"
                      disabled={turn.isPending}
                      onClick={() => turn.mutate({ batch: one.batch, back: !one.taken_back })}
                    >
                      {t(one.taken_back ? "conduct:imports.restore" : "conduct:imports.undo", { file: one.file })}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {turn.error && <Problem error={turn.error} />}
    </Card>
  );
}
