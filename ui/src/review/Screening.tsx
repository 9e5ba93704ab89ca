import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { Tabs } from "../parts/Tabs";
import { useSay } from "../shell/language";
import { useKeys } from "../shell/keys";
import { Criteria } from "./Criteria";
import { QueueOrder } from "./QueueOrder";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

type Verdict = Api["VoteAsked"]["verdict"];
type Stage = Api["VoteAsked"]["stage"];
const STAGES: readonly Stage[] = ["title", "full-text"];
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** One report after the other, the criteria beside it; each vote is kept at once, and is blind. */
export default function Screening() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const stage: Stage = search.get("stage") === "full-text" ? "full-text" : "title";
  const choose = (next: string): void =>
    setSearch((before) => {
      before.set("stage", next);
      before.delete("report");
      return before;
    });
  return (
    <ReviewFrame step="screening" json={`/queue?stage=${stage}`}>
      {(review) => (
        <Tabs
          label={t("review:stage.name")}
          items={STAGES.map((key) => ({ key, label: t(`review:stage.${key}`) }))}
          active={stage}
          onChange={choose}
        >
          <Desk key={stage} review={review} stage={stage} />
        </Tabs>
      )}
    </ReviewFrame>
  );
}

function Desk({ review, stage }: { review: Api["ReviewShown"]; stage: Stage }) {
  const { path, query } = useReview();
  const [search] = useSearchParams();
  const order = search.get("order") === "relevance" ? "relevance" : "import";
  const first = Number(search.get("first")) || 0;
  const asked = queries.useQuery(
    "get",
    "/api/evidence/reviews/{review}/queue",
    { params: { path, query: { ...query, stage, order, first } } },
    { placeholderData: (before) => before },
  );
  return (
    <Answer of={asked} rows={10}>
      {(queue) => <Judging review={review} queue={queue} />}
    </Answer>
  );
}

function Judging({ review, queue }: { review: Api["ReviewShown"]; queue: Api["QueueShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const [search, setSearch] = useSearchParams();
  // the report that a reason is chosen for: never another that took its place meanwhile
  const [choosingOf, setChoosingOf] = useState("");
  const { stage } = queue;
  const criteria = review.protocol?.criteria ?? [];
  // what was just judged is out of sight at once: the next key finds the next report
  const [judged, setJudged] = useState<ReadonlySet<string>>(new Set());
  const reports = queue.reports.filter((one) => !judged.has(one.id));
  const named = reports.findIndex((one) => one.id === search.get("report"));
  const at = Math.max(0, named);
  const shown = reports[at];
  const choosing = shown !== undefined && choosingOf === shown.id;
  const last = queue.mine[0];

  const show = (report: string | undefined): void => {
    setChoosingOf("");
    setSearch(
      (before) => {
        if (report) before.set("report", report);
        else before.delete("report");
        return before;
      },
      { replace: true },
    );
  };
  const vote = useMutation({
    mutationFn: (asked: { report: string; verdict: Verdict; reason: string }) =>
      api.POST("/api/evidence/reviews/{review}/votes", {
        params: { path, query },
        body: { after: queue.version, stage, note: "", ...asked },
      }),
    onError: () => setJudged(new Set()),
    onSettled: anew,
  });
  const undo = useMutation({
    mutationFn: (version: number) =>
      api.POST("/api/evidence/reviews/{review}/votes/undo", {
        params: { path, query },
        body: { after: queue.version, version },
      }),
    onSuccess: () => setJudged(new Set()),
    onSettled: anew,
  });
  const busy = undo.isPending;
  const cast = (verdict: Verdict, reason = ""): void => {
    if (!shown || busy) return;
    show((reports[at + 1] ?? reports[at - 1])?.id);
    setJudged(new Set([...judged, shown.id]));
    undo.reset();
    vote.mutate({ report: shown.id, verdict, reason });
  };
  const exclude = (): void => {
    if (criteria.length > 0) setChoosingOf(shown?.id ?? "");
    else cast("exclude");
  };
  const takeBack = (version: number | undefined): void => {
    if (version === undefined || busy || vote.isPending) return;
    vote.reset();
    undo.mutate(version);
  };
  const number = (key: number): void => {
    const criterion = criteria[key - 1];
    if (choosing) {
      if (criterion) cast("exclude", criterion.id);
    } else if (key === 1) cast("include");
    else if (key === 2) cast("unsure");
    else if (key === 3) exclude();
  };
  useKeys([
    ...DIGITS.map((keys, i) => ({
      keys,
      label: i < 3 ? `review:keys.${["include", "unsure", "exclude"][i] ?? ""}` : "review:keys.reason",
      run: () => number(i + 1),
    })),
    { keys: "Escape", label: "review:keys.back", run: () => setChoosingOf("") },
    { keys: "u", label: "review:keys.undo", run: () => takeBack(last?.version) },
    { keys: "j", label: "review:keys.next", run: () => show(reports[at + 1]?.id ?? shown?.id) },
    { keys: "k", label: "review:keys.before", run: () => show(reports[at - 1]?.id ?? shown?.id) },
  ]);

  return (
    <div className="screening">
      <div className="column">
        <Card
          title={t("review:screening.report")}
          note={t("review:screening.left", { left: queue.left, voted: queue.voted })}
        >
          {shown && <ReferenceCard of={shown} abstract={t("review:screening.no_abstract")} />}
          {!shown && !vote.isPending && <Nothing text={t("review:screening.done")} />}
          {shown && !choosing && (
            <div className="verdicts">
              <Button type="primary" onClick={() => cast("include")} disabled={busy}>
                <kbd>1</kbd> {t("review:verdict.include")}
              </Button>
              <Button onClick={() => cast("unsure")} disabled={busy}>
                <kbd>2</kbd> {t("review:verdict.unsure")}
              </Button>
              <Button onClick={exclude} disabled={busy}>
                <kbd>3</kbd> {t("review:verdict.exclude")}
              </Button>
            </div>
          )}
          {shown && choosing && <Reasons criteria={criteria} onChoose={cast} onBack={() => setChoosingOf("")} />}
          <QueueOrder queue={queue} shown={shown?.id} />
          {(vote.error ?? undo.error) && <Problem error={vote.error ?? undo.error} />}
          <p role="status" className="quiet">
            {vote.isSuccess && t("review:screening.kept")}
            {undo.isSuccess && t("review:screening.undone")}
          </p>
        </Card>
        <Mine votes={queue.mine} busy={busy || vote.isPending} onUndo={takeBack} />
      </div>
      <Card title={t("review:criteria.title")} className="always">
        {criteria.length > 0 ? <Criteria of={criteria} /> : <p>{t("review:protocol.none")}</p>}
        <p className="quiet">{t("review:screening.blind")}</p>
      </Card>
    </div>
  );
}

interface ReasonsProps {
  criteria: readonly Api["CriterionShown"][];
  onChoose: (verdict: "exclude", reason: string) => void;
  onBack: () => void;
}

function Reasons({ criteria, onChoose, onBack }: ReasonsProps) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <fieldset className="reasons">
      <legend>{t("review:screening.why")}</legend>
      {criteria.map((one, i) => (
        <Button key={one.id} onClick={() => onChoose("exclude", one.id)}>
          {i < 9 && <kbd>{i + 1}</kbd>} {one.id} {say(one.text)}
        </Button>
      ))}
      <Button type="text" onClick={onBack}>
        {t("review:keys.back")}
      </Button>
    </fieldset>
  );
}

interface MineProps {
  votes: readonly Api["VoteShown"][];
  busy: boolean;
  onUndo: (version: number) => void;
}

function Mine({ votes, busy, onUndo }: MineProps) {
  const { t } = useTranslation();
  if (votes.length === 0) return null;
  return (
    <Card title={t("review:screening.mine")} note={t("review:screening.mine_note")}>
      <ul className="mine">
        {votes.map((one) => (
          <li key={one.version}>
            <span className={`tag ${one.verdict === "include" ? "good" : one.verdict === "unsure" ? "warn" : ""}`}>
              {t(`review:verdict.${one.verdict}`)} {one.reason}
            </span>
            <span className="mine-title">{one.title}</span>
            <Button
              size="small"
              disabled={busy}
              onClick={() => onUndo(one.version)}
              aria-label={`${t("review:screening.undo")}: ${one.title}`}
            >
              {t("review:screening.undo")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
