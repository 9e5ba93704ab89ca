import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { Problem } from "../parts/Problem";
import { useLanguage, useSay } from "../shell/language";
import { useAnew, useReview } from "./useReview";

const KINDS = ["database", "register", "website", "organisation", "citation"] as const;
type Kind = (typeof KINDS)[number];
const OTHER = "other";

/** The searches as they were run: these feed the flow, beside the records that were imported. */
export function SearchRecords({ held, mayWrite }: { held: Api["SearchPage"]; mayWrite: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { path, query } = useReview();
  const anew = useAnew();
  const undo = useMutation({
    mutationFn: (version: number) =>
      api.POST("/api/evidence/reviews/{review}/steps/undo", {
        params: { path, query },
        body: { after: held.version, version },
      }),
    onSettled: anew,
  });
  return (
    <Card title={t("conduct:record.title")} note={t("conduct:record.note")}>
      {held.searches.length === 0 ? (
        <Nothing text={t("conduct:record.none")} />
      ) : (
        <div className="scroll">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("conduct:record.database")}</th>
                <th scope="col">{t("conduct:record.on")}</th>
                <th scope="col" className="right">
                  {t("conduct:record.hits")}
                </th>
                <th scope="col" className="right">
                  {t("conduct:record.imported")}
                </th>
                <th scope="col">{t("conduct:record.strategy")}</th>
                <th scope="col">{t("conduct:record.by")}</th>
                {mayWrite && <th scope="col">{t("conduct:record.undo")}</th>}
              </tr>
            </thead>
            <tbody>
              {held.searches.map((one) => (
                <tr key={one.version}>
                  <td>
                    {say(one.label)}{" "}
                    {(one.register || one.other_source) && (
                      <span className="tag">{t(`conduct:kind.${one.register ? "register" : one.other_source}`)}</span>
                    )}
                  </td>
                  <td>{one.on ?? "—"}</td>
                  <td className="right">{one.hits ?? "—"}</td>
                  <td className="right">{one.imported}</td>
                  <td>{one.strategy ? <code className="query">{one.strategy}</code> : "—"}</td>
                  <td className="quiet">
                    {one.by} · {moment(one.at, language)}
                  </td>
                  {mayWrite && (
                    <td>
                      <Button
                        size="small"
                        disabled={undo.isPending}
                        aria-label={`${t("conduct:record.undo")}: ${say(one.label)}`}
                        onClick={() => undo.mutate(one.version)}
                      >
                        {t("conduct:record.undo")}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {undo.error && <Problem error={undo.error} />}
      {mayWrite && <RecordForm held={held} />}
    </Card>
  );
}

function RecordForm({ held }: { held: Api["SearchPage"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const anew = useAnew();
  const [chosen, setChosen] = useState("pubmed");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("database");
  const [on, setOn] = useState("");
  const [hits, setHits] = useState("");
  const [strategy, setStrategy] = useState("");
  const known = ["pubmed", "embase", "wos", "cnki", "wanfang", "vip"];
  const label = (key: string): string => {
    const found = held.rendered.find((one) => one.database === key);
    return found ? say(found.label) : t(`conduct:database.${key}`);
  };
  const keep = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/searches", {
        params: { path, query },
        body: {
          after: held.version,
          database: chosen === OTHER ? name : chosen,
          label: null,
          strategy,
          on: on || null,
          until: null,
          hits: hits === "" ? null : Number(hits),
          register: kind === "register",
          other_source: kind === "database" || kind === "register" ? "" : kind,
        },
      }),
    onSuccess: () => {
      setHits("");
      setStrategy("");
    },
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate();
  };
  const ready = held.rendered.find((one) => one.database === chosen)?.text ?? "";
  return (
    <details>
      <summary>{t("conduct:record.add")}</summary>
      <form onSubmit={send} className="protocol-form">
        <Choose
          label={t("conduct:record.database")}
          value={chosen}
          options={[...known.map((value) => ({ value, label: label(value) })), { value: OTHER, label: t("conduct:record.other") }]}
          onChange={setChosen}
        />
        {chosen === OTHER ? (
          <Field label={t("conduct:record.name")} value={name} required onChange={(event) => setName(event.target.value)} />
        ) : (
          <div />
        )}
        <Choose
          label={t("conduct:record.kind")}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`conduct:kind.${value}`) }))}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? "database")}
        />
        <Field label={t("conduct:record.on")} type="date" value={on} required onChange={(event) => setOn(event.target.value)} />
        <Field
          label={t("conduct:record.hits")}
          type="number"
          min="0"
          value={hits}
          onChange={(event) => setHits(event.target.value)}
        />
        <Field label={t("conduct:record.strategy")} value={strategy} onChange={(event) => setStrategy(event.target.value)} />
        <div className="actions">
          {ready && <Button onClick={() => setStrategy(ready)}>{t("conduct:record.take")}</Button>}
          <Button type="primary" htmlType="submit" loading={keep.isPending}>
            {t("conduct:record.keep")}
          </Button>
        </div>
        {keep.error && <Problem error={keep.error} />}
      </form>
    </details>
  );
}
