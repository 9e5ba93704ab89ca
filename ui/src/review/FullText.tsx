import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { Criteria } from "./Criteria";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview, within } from "./useReview";

const TEXTS = ["sought", "obtained", "not-retrieved"] as const;
const TONES: Record<Api["FullTextShown"]["state"], string> = {
  waiting: "",
  included: "good",
  excluded: "",
  conflict: "warn",
};

/** The reports at the full-text stage: obtained or not, one's verdict, and of which study. */
export default function FullText() {
  return (
    <ReviewFrame step="fulltext" json="/fulltext">
      {(review) => <Held review={review} />}
    </ReviewFrame>
  );
}

function Held({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/fulltext", { params: { path, query } });
  const criteria = review.protocol?.criteria ?? [];
  return (
    <Answer of={asked} rows={10}>
      {(held) => (
        <div className="screening">
          <Card
            title={t("appraisal:fulltext.title")}
            note={t("appraisal:fulltext.count", {
              left: held.left,
              obtained: held.obtained,
              missing: held.not_retrieved,
              unmarked: held.unmarked,
            })}
          >
            {held.reports.length === 0 && <Nothing text={t("appraisal:fulltext.none")} />}
            {held.reports.map((one) => (
              <One key={one.report.id} of={one} held={held} review={review} />
            ))}
          </Card>
          <Card title={t("review:criteria.title")} className="always">
            {criteria.length > 0 ? <Criteria of={criteria} /> : <p>{t("review:protocol.none")}</p>}
            <p className="quiet">{t("review:screening.blind")}</p>
          </Card>
        </div>
      )}
    </Answer>
  );
}

interface OneProps {
  of: Api["FullTextShown"];
  held: Api["FullTextsShown"];
  review: Api["ReviewShown"];
}

function One({ of, held, review }: OneProps) {
  const { t } = useTranslation();
  const { as } = useReview();
  const writes = !review.demo && review.mine.length > 0;
  return (
    <article className="pair" aria-label={of.report.title}>
      <ReferenceCard of={of.report} abstract={null} />
      <p>
        <span className={`tag ${TONES[of.state]}`}>
          {of.state === "waiting" && of.text === "not-retrieved"
            ? t(`appraisal:fulltext.state.${of.text}`)
            : t(`review:state.${of.state}`)}{" "}
          {of.reason}
        </span>{" "}
        {of.mine && (
          <span className="quiet">
            {t("appraisal:fulltext.mine")} {t(`review:verdict.${of.mine.verdict}`)} {of.mine.reason}{" "}
            {of.state === "waiting" && `· ${t("appraisal:fulltext.waits")}`}
          </span>
        )}
        {of.state === "conflict" && <Link to={within(review.id, "conflicts", as)}>{t("appraisal:fulltext.settle")}</Link>}
      </p>
      {writes && <Retrieval of={of} version={held.version} />}
      {of.open && <Judging of={of} version={held.version} criteria={review.protocol?.criteria ?? []} />}
      {writes && of.study && <Grouping of={of} held={held} />}
    </article>
  );
}

function Retrieval({ of, version }: { of: Api["FullTextShown"]; version: number }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const [missing, setMissing] = useState(false);
  const [note, setNote] = useState(of.note);
  const keep = useMutation({
    mutationFn: (asked: { state: (typeof TEXTS)[number]; note: string }) =>
      api.POST("/api/evidence/reviews/{review}/fulltext", {
        params: { path, query },
        body: { after: version, report: of.report.id, ...asked },
      }),
    onSuccess: () => setMissing(false),
    onSettled: anew,
  });
  const choose = (value: string): void => {
    const state = TEXTS.find((one) => one === value);
    setMissing(state === "not-retrieved");
    if (state && state !== "not-retrieved") keep.mutate({ state, note: "" });
  };
  return (
    <div className="filters">
      <Choose
        label={t("appraisal:fulltext.text")}
        value={missing ? "not-retrieved" : of.text}
        options={[
          ...(of.text ? [] : [{ value: "", label: t("appraisal:fulltext.state.none") }]),
          ...TEXTS.map((value) => ({ value, label: t(`appraisal:fulltext.state.${value}`) })),
        ]}
        disabled={keep.isPending}
        onChange={choose}
      />
      {missing ? (
        <>
          <Field label={t("appraisal:fulltext.note")} value={note} onChange={(event) => setNote(event.target.value)} />
          <Button disabled={keep.isPending} onClick={() => keep.mutate({ state: "not-retrieved", note })}>
            {t("appraisal:fulltext.keep")}
          </Button>
        </>
      ) : (
        of.note && <span className="quiet">{of.note}</span>
      )}
      {keep.error && <Problem error={keep.error} />}
    </div>
  );
}

interface JudgingProps {
  of: Api["FullTextShown"];
  version: number;
  criteria: readonly Api["CriterionShown"][];
}

function Judging({ of, version, criteria }: JudgingProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const [reason, setReason] = useState("");
  const vote = useMutation({
    mutationFn: (verdict: "include" | "exclude") =>
      api.POST("/api/evidence/reviews/{review}/votes", {
        params: { path, query },
        body: {
          after: version,
          report: of.report.id,
          stage: "full-text",
          verdict,
          reason: verdict === "exclude" ? reason : "",
          note: "",
        },
      }),
    onSettled: anew,
  });
  return (
    <div className="filters">
      <Button type="primary" disabled={vote.isPending} onClick={() => vote.mutate("include")}>
        {t("review:verdict.include")}
      </Button>
      {criteria.length > 0 && (
        <Choose
          label={t("appraisal:fulltext.reason")}
          value={reason}
          options={[
            { value: "", label: t("appraisal:fulltext.choose") },
            ...criteria.map((one) => ({ value: one.id, label: `${one.id} ${say(one.text)}` })),
          ]}
          onChange={setReason}
        />
      )}
      <Button disabled={vote.isPending || (criteria.length > 0 && !reason)} onClick={() => vote.mutate("exclude")}>
        {t("review:verdict.exclude")}
      </Button>
      {vote.error && <Problem error={vote.error} />}
    </div>
  );
}

function Grouping({ of, held }: { of: Api["FullTextShown"]; held: Api["FullTextsShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const group = useMutation({
    mutationFn: (main: string) =>
      api.POST("/api/evidence/reviews/{review}/fulltext/group", {
        params: { path, query },
        body: { after: held.version, report: of.report.id, of: main },
      }),
    onSettled: anew,
  });
  const others = held.reports.filter((one) => one.study && one.report.id !== of.report.id);
  if (others.length === 0) return null;
  const first = others.find((one) => one.study === of.study);
  return (
    <div className="filters">
      <Choose
        label={t("appraisal:fulltext.study")}
        value={first?.report.id ?? ""}
        options={[
          { value: "", label: t("appraisal:fulltext.own") },
          ...others.map((one) => ({ value: one.report.id, label: `${one.report.title} (${one.report.year ?? "—"})` })),
        ]}
        disabled={group.isPending}
        onChange={(value) => group.mutate(value)}
      />
      {group.error && <Problem error={group.error} />}
    </div>
  );
}
