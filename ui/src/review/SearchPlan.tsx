import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { DraftNote } from "../parts/DraftNote";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { sinceOf } from "../parts/Since";
import { useDraft } from "../parts/useDraft";
import { useUnkept } from "../parts/useUnkept";
import { useMe } from "../shell/me";
import { Overtaken } from "./Overtaken";
import { listed } from "./protocol-methods";
import { useAnew, useReview } from "./useReview";

const WORDS = ["en", "zh", "mesh", "emtree"] as const;
type Row = Record<(typeof WORDS)[number] | "label_zh" | "label_en", string>;
const BLANK: Row = { label_zh: "", label_en: "", en: "", zh: "", mesh: "", emtree: "" };

function row(one: Api["ConceptShown"]): Row {
  return {
    label_zh: one.label.zh,
    label_en: one.label.en,
    en: one.en.join("; "),
    zh: one.zh.join("; "),
    mesh: one.mesh.join("; "),
    emtree: one.emtree.join("; "),
  };
}

interface SearchPlanProps {
  version: number;
  plan: Api["PlanShown"] | null;
  /** The table that stands, as it reads. */
  standing: ReactNode;
  /** Begin anew from the table that stands. */
  onAnew: () => void;
}

/** What stands in the table, and from which version of the review it was begun. */
interface Draft {
  after: number;
  rows: readonly Row[];
  since: string;
  until: string;
  languages: string;
}

/** The table of concepts: a row a concept, words of it separated by semicolons. */
export function SearchPlan({ version, plan, standing, onAnew }: SearchPlanProps) {
  const { t } = useTranslation();
  const { id, as, path, query } = useReview();
  const { me } = useMe();
  const anew = useAnew();
  // what others write while the table is filled is not written over unseen
  const [draft, setDraft, kept] = useDraft<Draft>(`trephine-search ${me?.account ?? ""} ${as} ${id}`);
  useUnkept(draft !== null);
  const begun: Draft = draft ?? {
    after: version,
    rows: plan?.concepts.map(row) ?? [BLANK, BLANK],
    since: plan?.since ?? "",
    until: plan?.until ?? "",
    languages: plan?.languages.join("; ") ?? "",
  };
  const { after, rows, since, until, languages } = begun;
  const fill = (part: Partial<Draft>): void => setDraft({ ...begun, ...part });
  const keep = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews/{review}/search/plan", {
        params: { path, query },
        body: {
          after,
          concepts: rows.map((one, at) => ({
            id: `${at + 1}`,
            label: { zh: one.label_zh, en: one.label_en },
            en: listed(one.en),
            zh: listed(one.zh),
            mesh: listed(one.mesh),
            emtree: listed(one.emtree),
          })),
          since: since || null,
          until: until || null,
          languages: listed(languages),
          why: "",
        },
      }),
    onSuccess: async () => {
      await anew();
      setDraft(null);
      onAnew();
    },
    onError: anew,
  });
  const refused = sinceOf(keep.error).length > 0;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate();
  };
  const change = (at: number, next: Partial<Row>): void =>
    fill({ rows: rows.map((one, i) => (i === at ? { ...one, ...next } : one)) });
  const drop = (): void => {
    setDraft(null);
    keep.reset();
    onAnew();
  };
  return (
    <form onSubmit={send}>
      {draft && <DraftNote at={kept} onDrop={drop} />}
      <div className="scroll">
        <table className="plain dense concepts">
          <thead>
            <tr>
              <th scope="col">#</th>
              {(["label_zh", "label_en", ...WORDS] as const).map((one) => (
                <th key={one} scope="col">
                  {t(`conduct:concept.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one, at) => (
              <tr key={at}>
                <th scope="row">{at + 1}</th>
                {(["label_zh", "label_en"] as const).map((key) => (
                  <td key={key}>
                    <input
                      aria-label={t("conduct:concept.cell", { n: at + 1, what: t(`conduct:concept.${key}`) })}
                      value={one[key]}
                      required
                      onChange={(event) => change(at, { [key]: event.target.value })}
                    />
                  </td>
                ))}
                {WORDS.map((key) => (
                  <td key={key}>
                    <textarea
                      rows={3}
                      aria-label={t("conduct:concept.cell", { n: at + 1, what: t(`conduct:concept.${key}`) })}
                      value={one[key]}
                      onChange={(event) => change(at, { [key]: event.target.value })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">{t("conduct:concept.note")}</p>
      <div className="protocol-form">
        <Field label={t("conduct:search.since")} type="date" value={since} onChange={(event) => fill({ since: event.target.value })} />
        <Field label={t("conduct:search.until")} type="date" value={until} onChange={(event) => fill({ until: event.target.value })} />
        <Field label={t("conduct:search.languages")} value={languages} onChange={(event) => fill({ languages: event.target.value })} />
      </div>
      <div className="actions">
        <Button type="primary" htmlType="submit" loading={keep.isPending}>
          {t("conduct:search.keep")}
        </Button>
        <Button onClick={() => fill({ rows: [...rows, BLANK] })}>{t("conduct:concept.add")}</Button>
        {rows.length > 1 && <Button onClick={() => fill({ rows: rows.slice(0, -1) })}>{t("conduct:concept.drop")}</Button>}
      </div>
      {refused && (
        <Overtaken
          error={keep.error}
          theirs={standing}
          onTheirs={drop}
          onMine={() => {
            fill({ after: version });
            keep.reset();
          }}
        />
      )}
      {keep.error && !refused && <Problem error={keep.error} />}
    </form>
  );
}
