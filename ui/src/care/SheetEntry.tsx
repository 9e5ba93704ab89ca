import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { base64 } from "./bytes";
import { useLasting } from "../parts/useLasting";
import { SheetTerms, type SheetChoices } from "./SheetTerms";
import { SheetRemarks, SheetValues } from "./SheetValues";
import "./course.css";

interface SheetEntryProps {
  /** The record that it will go into, to be compared with what it holds. */
  patient?: string;
  /** The values to enter; null while some that are not entered were not seen. */
  onChange: (values: Api["WrittenValue"][] | null) => void;
}

interface Given {
  file: string;
  content: string;
}

/** A table, pasted or from a file: what it was taken for, before anything is stored. */
export function SheetEntry({ patient, onChange }: SheetEntryProps) {
  const { t } = useTranslation();
  const ids = [useId(), useId()] as const;
  const [pasted, setPasted] = useState("");
  const [given, setGiven] = useState<Given | null>(null);
  const [choices, setChoices] = useState<SheetChoices>({});
  const [seen, setSeen] = useState(false);
  const targets = queries.useQuery("get", "/api/care/sheet/targets", {}, { enabled: given !== null });
  const asked = useQuery({
    queryKey: ["sheet", patient, given, choices],
    enabled: given !== null,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const { data } = await api.POST("/api/care/sheet", {
        body: { ...(given ?? { file: "", content: "" }), choices: Object.values(choices), patient: patient ?? null },
      });
      if (!data) throw new Error("empty");
      return data;
    },
  });
  // a choice that is refused leaves the choices where they are, to be made otherwise
  const held = useLasting(asked, given?.content);
  const sheet = given === null || asked.isPlaceholderData || asked.error ? undefined : asked.data;
  const unread = sheet ? unreadOf(sheet) : 0;
  useEffect(() => {
    if (!sheet) onChange(given === null ? [] : null);
    else onChange(unread > 0 && !seen ? null : sheet.values.map((one) => one.value));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- onChange is a new function each time
  }, [sheet, seen, unread, given]);
  const take = (next: Given | null): void => {
    setGiven(next);
    setChoices({});
    setSeen(false);
  };
  return (
    <div className="column">
      <Card title={t("course:sheet.title")} note={t("course:sheet.note")}>
        <div className="sheet-in">
          <div className="field">
            <label htmlFor={ids[0]}>{t("course:sheet.paste")}</label>
            <textarea
              id={ids[0]}
              rows={5}
              value={pasted}
              spellCheck={false}
              onChange={(event) => {
                const text = event.target.value;
                setPasted(text);
                take(text.trim() ? { file: "paste", content: base64(new TextEncoder().encode(text)) } : null);
              }}
            />
          </div>
          <div className="field">
            <label htmlFor={ids[1]}>{t("course:sheet.file")}</label>
            <input
              id={ids[1]}
              type="file"
              accept=".xlsx,.csv,.tsv,.txt"
              onChange={(event) => {
                const file = event.target.files?.[0];
                setPasted("");
                if (!file) take(null);
                else
                  void file
                    .arrayBuffer()
                    .then((raw) => take({ file: file.name, content: base64(new Uint8Array(raw)) }));
              }}
            />
          </div>
          {given && (
            <Button
              onClick={() => {
                setPasted("");
                take(null);
              }}
            >
              {t("course:sheet.clear")}
            </Button>
          )}
        </div>
      </Card>
      {given && (
        <Answer of={held}>
          {(found) => (
            <>
              <SheetTerms sheet={found} targets={targets.data ?? []} choices={choices} onChange={setChoices} />
              <SheetRemarks sheet={found} />
              <SheetValues sheet={found} />
              {unread > 0 && (
                <label className="tick">
                  <input type="checkbox" checked={seen} onChange={(event) => setSeen(event.target.checked)} />
                  {t("course:sheet.seen", { count: unread })}
                </label>
              )}
            </>
          )}
        </Answer>
      )}
    </div>
  );
}

/** How many places have something in them that will not be entered, and nobody said to leave out. */
function unreadOf(sheet: Api["SheetShown"]): number {
  const cells = sheet.remarks.filter((one) => one.kind === "refused" || one.kind === "contradiction");
  const terms = sheet.terms.filter(
    (one) => one.filled > 0 && (one.state === "unknown" || one.state === "unit missing"),
  );
  return cells.length + terms.length;
}
