import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { type Value, written } from "./extraction";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

/** Where two readers differ, and only that: A, B, the final value, and why. */
export default function Adjudication() {
  return (
    <ReviewFrame step="adjudication" json="/adjudication">
      {() => <Grid />}
    </ReviewFrame>
  );
}

function Grid() {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/adjudication", { params: { path, query } });
  return (
    <Answer of={asked}>
      {(held) => (
        <Card
          title={t("appraisal:adjudication.differ")}
          note={t("appraisal:adjudication.note", {
            studies: held.studies,
            agreed: held.agreed,
            waiting: held.waiting,
          })}
        >
          {held.cells.length === 0 ? (
            <Nothing text={t("appraisal:adjudication.none")} />
          ) : (
            <div className="scroll">
              <table className="plain">
                <thead>
                  <tr>
                    {(["item", "one", "other", "final", "why"] as const).map((one) => (
                      <th key={one} scope="col">
                        {t(`appraisal:adjudication.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {held.cells.map((one) => (
                    <Cell key={`${one.study} ${one.arm} ${one.item.id}`} cell={one} held={held} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
    </Answer>
  );
}

interface CellProps {
  cell: Api["DisagreementShown"];
  held: Api["AdjudicationShown"];
}

function Cell({ cell, held }: CellProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const [why, setWhy] = useState(cell.why);
  const settle = useMutation({
    mutationFn: (take: number) =>
      api.POST("/api/evidence/reviews/{review}/adjudication", {
        params: { path, query },
        body: { after: held.version, study: cell.study, item: cell.item.id, arm: cell.arm, take, value: null, why },
      }),
    onSettled: anew,
  });
  const [one, other] = cell.readings;
  const name = [say(cell.label), cell.arm, say(cell.item.label)].filter(Boolean).join(" ");
  const side = (reading: Api["ReadValue"] | undefined): React.ReactNode =>
    reading && (
      <td>
        <Shown value={reading.value} by={reading.by} />
        {held.may && (
          <Button
            size="small"
            disabled={settle.isPending || why.trim() === ""}
            onClick={() => settle.mutate(reading.version)}
            aria-label={`${name} ${reading.by}: ${t("appraisal:adjudication.take")}`}
          >
            {t("appraisal:adjudication.take")}
          </Button>
        )}
      </td>
    );
  return (
    <tr>
      <th scope="row">
        {[say(cell.label), cell.arm].filter(Boolean).join(" · ")}
        <br />
        {say(cell.item.label)}
      </th>
      {side(one)}
      {side(other)}
      <td>{cell.final ? <Shown value={cell.final} by="" /> : <span className="tag warn">{t("appraisal:adjudication.open")}</span>}</td>
      <td>
        {held.may ? (
          <div className="field">
            <input
              aria-label={t("appraisal:adjudication.why_of", { item: name })}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          </div>
        ) : (
          cell.why
        )}
        {cell.by && <p className="quiet">{t("appraisal:adjudication.by", { by: cell.by })}</p>}
        {settle.error && <Problem error={settle.error} />}
      </td>
    </tr>
  );
}

function Shown({ value, by }: { value: Value; by: string }) {
  const { t } = useTranslation();
  return (
    <>
      {by && <span className="quiet">{by}: </span>}
      <strong>{value.state === "reported" ? written(value) : t(`appraisal:extraction.state.${value.state}`)}</strong>
      {value.quote && (
        <p className="quiet">
          “{value.quote}” {value.place}
        </p>
      )}
    </>
  );
}
