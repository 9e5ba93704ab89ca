import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Problem } from "../parts/Problem";
import { useLanguage } from "../shell/language";
import { useAnew, useReview } from "./useReview";

/** The acts by which pairs were judged; taking one back asks its pairs anew. */
export function Joins({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { path, query } = useReview();
  const anew = useAnew();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/joins", { params: { path, query } });
  const undo = useMutation({
    mutationFn: (version: number) =>
      api.POST("/api/evidence/reviews/{review}/steps/undo", {
        params: { path, query },
        body: { after: asked.data?.version ?? 0, version },
      }),
    onSettled: anew,
  });
  return (
    <Card title={t("conduct:joins.title")} note={t("conduct:joins.note")}>
      <Answer of={asked}>
        {(held) => (
          <ul className="people">
            {held.joins.length === 0 && <li>{t("review:duplicates.none")}</li>}
            {held.joins.map((one) => (
              <li key={one.version}>
                <span className={one.taken_back ? "gone" : ""}>
                  {t(one.automatic ? "conduct:joins.automatic" : "conduct:joins.by_hand", { count: one.pairs })}{" "}
                  <span className="quiet">
                    {one.first} · {one.by} · {moment(one.at, language)}
                  </span>
                </span>
                {one.taken_back && <span className="tag warn">{t("conduct:imports.gone")}</span>}
                {mayWrite && !one.taken_back && (
                  <Button size="small" disabled={undo.isPending} onClick={() => undo.mutate(one.version)}>
                    {t("conduct:joins.undo")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {undo.error && <Problem error={undo.error} />}
    </Card>
  );
}
