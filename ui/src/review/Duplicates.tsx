import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { Joins } from "./Joins";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

/** Pairs of records that may be one document, side by side; every verdict can be changed. */
export default function Duplicates() {
  return (
    <ReviewFrame step="duplicates" json="/duplicates">
      {(review) => <Pairs mayWrite={!review.demo && review.mine.length > 0} />}
    </ReviewFrame>
  );
}

function Pairs({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/duplicates", { params: { path, query } });
  const decide = useMutation({
    mutationFn: ({ pair, same }: { pair: Api["PairShown"]; same: boolean }) =>
      api.POST("/api/evidence/reviews/{review}/duplicates", {
        params: { path, query },
        body: { after: asked.data?.version ?? 0, one: pair.one.id, other: pair.other.id, same },
      }),
    onSettled: anew,
  });
  const drawn = (pair: Api["PairShown"]) => (
    <Pair
      key={`${pair.one.id} ${pair.other.id}`}
      pair={pair}
      busy={decide.isPending || !mayWrite}
      onDecide={(same) => decide.mutate({ pair, same })}
    />
  );
  return (
    <Answer of={asked}>
      {(held) => (
        <>
          {decide.error && <Problem error={decide.error} />}
          <Card title={t("review:duplicates.ask")} note={t("review:duplicates.ask_note")}>
            {held.ask.length === 0 ? <Nothing text={t("review:duplicates.none")} /> : held.ask.map(drawn)}
          </Card>
          <Card title={t("review:duplicates.decided")} note={t("review:duplicates.decided_note")}>
            {held.decided.length === 0 ? <Nothing text={t("review:duplicates.none")} /> : held.decided.map(drawn)}
          </Card>
          {held.left_out.length > 0 && (
            <Card title={t("keeping:left_out")}>
              <ul className="bullets">
                {held.left_out.map((one) => (
                  <li key={one.en}>{say(one)}</li>
                ))}
              </ul>
            </Card>
          )}
          <Joins mayWrite={mayWrite} />
        </>
      )}
    </Answer>
  );
}

interface PairProps {
  pair: Api["PairShown"];
  busy: boolean;
  onDecide: (same: boolean) => void;
}

function Pair({ pair, busy, onDecide }: PairProps) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="pair">
      <div className="pair-sides">
        <ReferenceCard of={pair.one} abstract={null} />
        <ReferenceCard of={pair.other} abstract={null} />
      </div>
      <p className="quiet">
        {t("review:duplicates.score", { score: pair.score.toFixed(1) })} {pair.reasons.map((one) => say(one)).join(" · ")}
      </p>
      <div className="actions">
        {pair.same !== null && pair.same !== undefined && (
          <span className={`tag ${pair.joined ? "good" : pair.same ? "warn" : ""}`}>
            {t(
              pair.joined
                ? "review:duplicates.is_same"
                : pair.same
                  ? "keeping:not_joined"
                  : "review:duplicates.is_different",
            )}
          </span>
        )}
        {pair.same !== true && (
          <Button size="small" disabled={busy} onClick={() => onDecide(true)}>
            {t("review:duplicates.same")}
          </Button>
        )}
        {pair.same !== false && (
          <Button size="small" disabled={busy} onClick={() => onDecide(false)}>
            {t("review:duplicates.different")}
          </Button>
        )}
      </div>
    </div>
  );
}
