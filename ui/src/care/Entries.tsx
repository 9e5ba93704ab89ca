import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { useLanguage, useSay } from "../shell/language";
import { EntryChange } from "./EntryChange";
import { IdentityCard } from "./IdentityCard";
import { Steps } from "./Steps";
import "./care.css";
import "./course.css";

/** The entries of a record by author; each can be corrected or withdrawn, and that undone. */
export default function Entries() {
  const { t } = useTranslation();
  const { patient = "" } = useParams();
  const [query, setQuery] = useSearchParams();
  const of = query.get("of") ?? "";
  const asked = queries.useQuery("get", "/api/care/patients/{patient}/entries", {
    params: { path: { patient }, query: { of } },
  });
  const option = useOption();
  const client = useQueryClient();
  const reload = (): void => void client.invalidateQueries();
  return (
    <Page
      title={t("course:entries.title")}
      lead={
        <>
          {asked.data?.demo && <span className="tag warn">{t("care:demo")}</span>}
          <Link className="rule-id" to={`/care/patients/${patient}`}>
            {asked.data?.patient ?? "…"}
          </Link>{" "}
          · {t("course:entries.lead")}
        </>
      }
    >
      <Answer of={asked}>
        {(found) => (
          <div className="column">
            <Choose
              label={t("course:entries.which")}
              value={of}
              options={[{ value: "", label: t("course:entries.all") }, ...found.groups.map(option)]}
              onChange={(name) => setQuery(name ? { of: name } : {}, { replace: true })}
            />
            <EntryTable found={found} onDone={reload} />
            <div className="grid-cards wide-cards">
              <Steps patient={patient} onDone={reload} />
              <IdentityCard patient={patient} onDone={reload} />
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function useOption(): (one: Api["EntryGroup"]) => { value: string; label: string } {
  const say = useSay();
  return (one) => ({ value: one.name, label: `${say(one.label)} (${one.count})` });
}

function EntryTable({ found, onDone }: { found: Api["RecordEntries"]; onDone: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const [open, setOpen] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  return (
    <Card
      title={t("care:readings.title")}
      note={t("course:entries.shown", { count: found.entries.length, total: found.total })}
    >
      <div className="scroll" tabIndex={0} role="group" aria-label={t("care:readings.title")}>
        <table className="plain dense">
          <thead>
            <tr>
              {["when", "what", "value", "by", "act"].map((one) => (
                <th key={one} scope="col">
                  {t(`course:entries.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.entries.map((one) => {
              const key = `${one.version}.${one.number}`;
              return (
                <tr key={key} className={one.withdrawn ? "faint" : undefined}>
                  <td className="nowrap">{moment(one.time, language)}</td>
                  <th scope="row">{say(one.label)}</th>
                  <td>
                    {say(one.value)}
                    {one.withdrawn && (
                      <div>
                        <span className="tag warn">
                          {t(one.withdrawn.corrected ? "course:entries.corrected" : "course:entries.withdrawn", {
                            why: say(one.withdrawn.why_words),
                          })}
                        </span>{" "}
                        <span className="quiet">
                          {moment(one.withdrawn.at, language)} · {one.withdrawn.author}
                        </span>
                      </div>
                    )}
                    {open === key && (
                      <EntryChange
                        patient={found.id}
                        after={found.version}
                        entry={one}
                        onClose={close}
                        onReload={onDone}
                        onDone={() => {
                          close();
                          onDone();
                        }}
                      />
                    )}
                  </td>
                  <td>
                    {one.author} <span className="quiet nowrap">{moment(one.written_at, language)}</span>
                  </td>
                  <td>
                    {!one.withdrawn && open !== key && (
                      <button type="button" className="link" onClick={() => setOpen(key)}>
                        {t("course:actions.entries")}
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
