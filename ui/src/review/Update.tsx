import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { Figure } from "../parts/Figure";
import { interval, moment, percent } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { BASE, useAnew, useReview, within } from "./useReview";

/** A living review: what an update brought, and which conclusion moved across its threshold. */
export default function Update() {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const [search] = useSearchParams();
  const number = Number(search.get("number")) || undefined;
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/updates", {
    params: { path, query: { ...query, ...(number ? { number } : {}) } },
  });
  return (
    <ReviewFrame step="update" json="/updates">
      {(review) => (
        <Answer of={asked} rows={10}>
          {(held) => (
            <>
              {!review.demo && review.mine.length > 0 && <Begin held={held} />}
              {held.shown === null || held.shown === undefined ? (
                <Nothing text={t("conduct:update.none")} />
              ) : (
                <Changed held={held} shown={held.shown} />
              )}
            </>
          )}
        </Answer>
      )}
    </ReviewFrame>
  );
}

function Begin({ held }: { held: Api["UpdatePage"] }) {
  const { t } = useTranslation();
  const { id, as, path, query } = useReview();
  const anew = useAnew();
  const [label, setLabel] = useState("");
  const begin = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/updates", {
        params: { path, query },
        body: { after: held.version, label: label || held.next_label },
      }),
    onSuccess: () => setLabel(""),
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <Card title={t("conduct:update.begin")} note={t("conduct:update.begin_note")} className="form">
      <form onSubmit={send}>
        <Field
          label={t("conduct:update.label")}
          placeholder={held.next_label}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <div className="actions">
          <Button htmlType="submit" loading={begin.isPending}>
            {t("conduct:update.start")}
          </Button>
          {held.updates.length > 0 && <Link to={within(id, "import", as)}>{t("review:import.title")}</Link>}
        </div>
      </form>
      {begin.error && <Problem error={begin.error} />}
    </Card>
  );
}

function Changed({ held, shown }: { held: Api["UpdatePage"]; shown: number }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { id, as } = useReview();
  const [, setSearch] = useSearchParams();
  const one = held.updates.find((it) => it.number === shown);
  const figure = (form: string): string =>
    `${BASE}/${id}/updates/flow.${form}?number=${shown}&lang=${language}&version=${held.version}${as ? `&as=${as}` : ""}`;
  return (
    <>
      <Card
        title={t("conduct:update.what", { label: one?.label ?? "" })}
        note={one && `${one.by} · ${moment(one.at, language)}`}
      >
        {held.updates.length > 1 && (
          <Choose
            label={t("conduct:update.which")}
            value={String(shown)}
            options={held.updates.map((it) => ({ value: String(it.number), label: it.label }))}
            onChange={(value) =>
              setSearch((before) => {
                before.set("number", value);
                return before;
              })
            }
          />
        )}
        <p>
          {t("conduct:update.counts", {
            reports: held.new_reports,
            title: held.waiting_title,
            full: held.waiting_full_text,
            values: held.values,
          })}{" "}
          {held.protocol_changed && <strong>{t("conduct:update.protocol")}</strong>}
        </p>
        {(["studies_in", "studies_out"] as const).map((way) => (
          <div key={way}>
            <h3>{t(`conduct:update.${way}`, { n: held[way].length })}</h3>
            {held[way].length === 0 && <p className="quiet">{t("conduct:update.no_study")}</p>}
            {held[way].map((study) => (
              <details key={study.id}>
                <summary>{say(study.label)}</summary>
                {study.reports.map((report) => (
                  <ReferenceCard key={report.id} of={report} abstract={null} />
                ))}
              </details>
            ))}
          </div>
        ))}
      </Card>
      <Card title={t("conduct:update.answers")} note={t("conduct:update.moved", { n: held.moved })}>
        {held.outcomes.length === 0 ? <Nothing text={t("conduct:update.no_answer")} /> : <Answers of={held.outcomes} />}
      </Card>
      <Card title={t("review:flow.figure")}>
        <Figure address={figure("svg")} />
        <div className="hints">
          <TakeFigure address={figure("svg")} title={t("review:flow.figure")} name="prisma-update" />
        </div>
      </Card>
    </>
  );
}

function Answers({ of }: { of: readonly Api["OutcomeMoved"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const then = (one: Api["PooledThen"]): string =>
    one.answer
      ? `${percent(one.answer.estimate)} (${interval(one.answer.ci_lb, one.answer.ci_ub)}) · ${t("conduct:update.of", { known: one.known, people: one.people })}`
      : t("conduct:update.not_pooled", { known: one.known });
  return (
    <div className="scroll">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("conduct:update.outcome")}</th>
            <th scope="col">{t("conduct:update.before")}</th>
            <th scope="col">{t("conduct:update.after")}</th>
            <th scope="col">{t("conduct:update.threshold")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((one) => (
            <tr key={one.outcome}>
              <td>{say(one.label)}</td>
              <td>{then(one.before)}</td>
              <td>{then(one.after)}</td>
              <td>
                {one.thresholds.length === 0 && <span className="quiet">{t("conduct:update.no_threshold")}</span>}
                {one.thresholds.map((it) => (
                  <div key={it.percent}>
                    {it.percent}%: {t(`conduct:side.${it.before || "none"}`)} → {t(`conduct:side.${it.after || "none"}`)}{" "}
                    {it.moved && <span className="tag warn">{t("conduct:update.has_moved")}</span>}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
