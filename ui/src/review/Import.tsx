import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { useSay } from "../shell/language";
import { Imports } from "./Imports";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview, within } from "./useReview";

/** A file of references comes in; what became of each of its records is told. */
export default function Import() {
  return (
    <ReviewFrame step="import" json="">
      {(review) => <Upload review={review} />}
    </ReviewFrame>
  );
}

function Upload({ review }: { review: Api["ReviewShown"] }) {
  const { t } = useTranslation();
  const { path, query } = useReview();
  const anew = useAnew();
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const batch = search.get("batch") ?? "";
  const [file, setFile] = useState<File | null>(null);
  const [database, setDatabase] = useState("");
  const bring = useMutation({
    mutationFn: async (chosen: File) => {
      const raw = await chosen.arrayBuffer();
      const { data } = await api.POST("/api/evidence/reviews/{review}/import", {
        params: { path, query: { ...query, file: chosen.name, after: review.version, database } },
        headers: { "Content-Type": "application/octet-stream" },
        body: "",
        bodySerializer: () => raw,
      });
      return data;
    },
    onSuccess: (data) =>
      setSearch((before) => {
        if (data) before.set("batch", data.batch);
        return before;
      }),
    onSettled: anew,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (file) bring.mutate(file);
  };
  const mayWrite = !review.demo && review.mine.length > 0;
  return (
    <>
      {mayWrite && (
        <Card title={t("review:import.choose")} note={t("review:import.forms")} className="form">
          <form onSubmit={send}>
            <div className="field">
              <label htmlFor={id}>{t("review:import.file")}</label>
              <input id={id} type="file" required onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
            </div>
            <Field
              label={t("review:import.database")}
              value={database}
              onChange={(event) => setDatabase(event.target.value)}
            />
            <Button type="primary" htmlType="submit" loading={bring.isPending} disabled={!file}>
              {t("review:import.bring")}
            </Button>
          </form>
          {bring.error && <Problem error={bring.error} />}
        </Card>
      )}
      {batch && <Kept batch={batch} />}
      <Imports mayWrite={mayWrite} />
      {!mayWrite && <p>{t("review:import.closed")}</p>}
    </>
  );
}

/** The report of an import as it was told, kept with it. */
function Kept({ batch }: { batch: string }) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/imports/{batch}", {
    params: { path: { ...path, batch }, query },
  });
  return <Answer of={asked}>{(held) => <ImportReport of={held} />}</Answer>;
}

function ImportReport({ of }: { of: Api["ImportShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const { id, as } = useReview();
  return (
    <Card title={t("review:import.report")} note={`${of.file} · ${of.form} · ${of.encoding || "—"}`}>
      <p>
        {t("review:import.sum", { read: of.read, refused: of.refused, joined: of.joined, ask: of.ask })}{" "}
        <Link to={within(id, of.ask > 0 ? "duplicates" : "screening", as)}>
          {t(of.ask > 0 ? "review:duplicates.title" : "review:screening.title")}
        </Link>
      </p>
      {of.remarks.map((one) => (
        <p key={one.en}>{say(one)}</p>
      ))}
      {of.unused.length > 0 && <p className="quiet">{t("review:import.unused", { tags: of.unused.join(", ") })}</p>}
      <div className="scroll">
        <table className="plain dense">
          <thead>
            <tr>
              <th scope="col" className="right">
                {t("review:import.line")}
              </th>
              <th scope="col">{t("review:import.outcome")}</th>
              <th scope="col">{t("review:import.record")}</th>
              <th scope="col">{t("review:import.remarks")}</th>
            </tr>
          </thead>
          <tbody>
            {of.records.map((one) => (
              <tr key={one.line}>
                <td className="right">{one.line}</td>
                <td>
                  <span className={`tag ${one.outcome === "refused" ? "danger" : one.outcome === "read" ? "good" : "warn"}`}>
                    {t(`review:outcome.${one.outcome}`)}
                  </span>
                </td>
                <td>{one.title || one.excerpt || "—"}</td>
                <td>
                  {one.remarks.map((said) => say(said)).join(" ")} {one.do && say(one.do)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
