import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { percent } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

/** Two places after the point, never a signed zero; a dash where it cannot be told. */
function places(value: number | null): string {
  return value === null ? "\u2014" : Number(value.toFixed(2)).toFixed(2);
}

/** Where two people disagree, who said what, and how it ends; and how far they agree. */
export default function Conflicts() {
  return (
    <ReviewFrame step="conflicts" json="/conflicts">
      {(review) => <Open review={review} />}
    </ReviewFrame>
  );
}

function Open({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/conflicts", { params: { path, query } });
  return (
    <Answer of={asked}>
      {(held) => (
        <>
          <Card title={t("review:conflicts.open")} note={t("review:conflicts.note")}>
            {held.open.length === 0 ? (
              <Nothing text={t("review:conflicts.none")} />
            ) : (
              held.open.map((one) => (
                <Dispute
                  key={`${one.stage} ${one.report.id}`}
                  conflict={one}
                  version={held.version}
                  criteria={review.protocol?.criteria ?? []}
                />
              ))
            )}
          </Card>
          <Agreement rows={held.agreement} />
        </>
      )}
    </Answer>
  );
}

interface DisputeProps {
  conflict: Api["ConflictShown"];
  version: number;
  criteria: readonly Api["CriterionShown"][];
}

function Dispute({ conflict, version, criteria }: DisputeProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const [reason, setReason] = useState(conflict.votes.find((one) => one.reason)?.reason ?? criteria[0]?.id ?? "");
  const { by, report, stage } = conflict;
  const settle = useMutation({
    mutationFn: (verdict: "include" | "exclude") =>
      api.POST("/api/evidence/reviews/{review}/conflicts", {
        params: { path, query },
        body: {
          after: version,
          report: report.id,
          stage,
          verdict,
          reason: verdict === "exclude" ? reason : "",
          note: "",
          by: by || "third",
        },
      }),
    onSettled: anew,
  });
  return (
    <div className="pair">
      <ReferenceCard of={report} abstract={null} />
      <ul className="bullets">
        {conflict.votes.map((one) => (
          <li key={one.version}>
            {one.by}: <strong>{t(`review:verdict.${one.verdict}`)}</strong> {one.reason}
          </li>
        ))}
      </ul>
      <p className="quiet">
        {t(`review:stage.${stage}`)} · {t(`review:conflicts.by.${by || "nobody"}`)}
      </p>
      {by && (
        <div className="filters">
          {criteria.length > 0 && (
            <Choose
              label={t("review:conflicts.reason")}
              value={reason}
              options={criteria.map((one) => ({ value: one.id, label: `${one.id} ${say(one.text)}` }))}
              onChange={setReason}
            />
          )}
          <Button type="primary" disabled={settle.isPending} onClick={() => settle.mutate("include")}>
            {t("review:verdict.include")}
          </Button>
          <Button disabled={settle.isPending} onClick={() => settle.mutate("exclude")}>
            {t("review:verdict.exclude")}
          </Button>
        </div>
      )}
      {settle.error && <Problem error={settle.error} />}
    </div>
  );
}

function Agreement({ rows }: { rows: readonly Api["AgreementShown"][] }) {
  const { t } = useTranslation();
  return (
    <Card title={t("review:agreement.title")} note={t("review:agreement.note")}>
      {rows.length === 0 ? (
        <Nothing text={t("review:agreement.none")} />
      ) : (
        <div className="scroll">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("review:stage.name")}</th>
                <th scope="col">{t("review:agreement.pair")}</th>
                <th scope="col" className="right">
                  n
                </th>
                <th scope="col" className="right">
                  {t("review:agreement.observed")}
                </th>
                <th scope="col" className="right">
                  {t("review:agreement.kappa")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={`${one.stage} ${one.one} ${one.other}`}>
                  <td>{t(`review:stage.${one.stage}`)}</td>
                  <td>
                    {one.one} · {one.other}
                  </td>
                  <td className="right">{one.n}</td>
                  <td className="right">{percent(one.observed)}</td>
                  <td className="right">
                    {places(one.kappa)}
                    {one.kappa !== null && ` (${places(one.low)}, ${places(one.high)})`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
