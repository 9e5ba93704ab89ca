import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { useAnew, useReview } from "./useReview";

const SCORES = [0, 1, 2] as const;

/** The items that two readers scored differently, and nothing else. */
export function MinorsDiffer({ held }: { held: Api["MinorsShown"] }) {
  const { t } = useTranslation();
  return (
    <Card title={t("appraisal:minors.differ")}>
      {held.differ.length === 0 ? (
        <Nothing text={t("appraisal:minors.nothing")} />
      ) : (
        <div className="scroll">
          <table className="plain">
            <thead>
              <tr>
                {(["item", "one", "other", "final", "why"] as const).map((one) => (
                  <th key={one} scope="col">
                    {t(`appraisal:minors.${one}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {held.differ.map((one) => (
                <Row key={`${one.study} ${one.item}`} of={one} held={held} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row({ of, held }: { of: Api["ScoreDisagreement"]; held: Api["MinorsShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const [why, setWhy] = useState(of.why);
  const settle = useMutation({
    mutationFn: (score: (typeof SCORES)[number]) =>
      api.POST("/api/evidence/reviews/{review}/minors/settle", {
        params: { path, query },
        body: { after: held.version, study: of.study, item: of.item, score, why },
      }),
    onSettled: anew,
  });
  const name = `${say(of.label)} ${of.item} ${say(of.name)}`;
  const [one, other] = of.scores;
  return (
    <tr>
      <th scope="row">
        {say(of.label)}
        <br />
        {of.item} {say(of.name)}
      </th>
      {[one, other].map(
        (given) =>
          given && (
            <td key={given.by}>
              <span className="quiet">{given.by}: </span>
              <strong>{given.score}</strong>
              <p className="quiet">
                {given.place} {given.why}
              </p>
            </td>
          ),
      )}
      <td>
        {of.final !== null ? (
          <strong>{of.final}</strong>
        ) : (
          <span className="tag warn">{t("appraisal:adjudication.open")}</span>
        )}
        {held.settles && (
          <div className="actions">
            {SCORES.map((score) => (
              <Button
                key={score}
                size="small"
                disabled={settle.isPending || why.trim() === ""}
                aria-label={t("appraisal:minors.final_of", { item: name, score })}
                onClick={() => settle.mutate(score)}
              >
                {score}
              </Button>
            ))}
          </div>
        )}
      </td>
      <td>
        {held.settles ? (
          <div className="field">
            <input
              aria-label={t("appraisal:minors.why_of", { item: name })}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          </div>
        ) : (
          of.why
        )}
        {of.by && <p className="quiet">{t("appraisal:adjudication.by", { by: of.by })}</p>}
        {settle.error && <Problem error={settle.error} />}
      </td>
    </tr>
  );
}
