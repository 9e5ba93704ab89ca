import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { save } from "../parts/save";
import { useLanguage } from "../shell/language";
import { Found } from "./AuditFound";
import "./evidence.css";

type Sheet = Api["TableBrought"]["sheet"];
type Form = "docx" | "pdf" | "html";
const SHEETS: readonly Sheet[] = ["studies", "pooled", "outcomes", "paper", "relations", "statements", "references"];
const FORMS: readonly Form[] = ["docx", "pdf", "html"];
const RAW = { "Content-Type": "application/octet-stream" };

/** A published meta-analysis of one's own choice: its tables pasted or as a workbook, audited at once. */
export default function OwnAudit() {
  const { t } = useTranslation();
  const lang = useLanguage();
  const id = useId();
  const [texts, setTexts] = useState<Partial<Record<Sheet, string>>>({});
  const [file, setFile] = useState<File | null>(null);
  const tables = SHEETS.filter((one) => texts[one]?.trim()).map((sheet) => ({ sheet, text: texts[sheet] ?? "" }));
  const audit = useMutation({
    mutationFn: async () => {
      if (!file) return (await api.POST("/api/evidence/own-audit/tables", { body: { tables } })).data;
      const raw = await file.arrayBuffer();
      const { data } = await api.POST("/api/evidence/own-audit/workbook", {
        headers: RAW,
        body: "",
        bodySerializer: () => raw,
      });
      return data;
    },
  });
  const letter = useMutation({
    mutationFn: async (form: Form) => {
      const params = { path: { form }, query: { lang } };
      if (!file) {
        const { data } = await api.POST("/api/evidence/own-audit/tables/letter.{form}", {
          params,
          body: { tables },
          parseAs: "blob",
        });
        return save(data, `trephine-audit.${form}`);
      }
      const raw = await file.arrayBuffer();
      const { data } = await api.POST("/api/evidence/own-audit/workbook/letter.{form}", {
        params,
        headers: RAW,
        body: "",
        bodySerializer: () => raw,
        parseAs: "blob",
      });
      return save(data, `trephine-audit.${form}`);
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    audit.mutate();
  };
  return (
    <Page
      title={t("conduct:own.title")}
      lead={t("conduct:own.lead")}
      json={null}
      actions={
        <a href="/api/evidence/own-audit/template.xlsx" download>
          {t("conduct:own.template")}
        </a>
      }
    >
      <div className="column">
        <Card title={t("conduct:own.tables")} note={t("conduct:own.note")}>
          <form onSubmit={send}>
            <div className="field">
              <label htmlFor={`${id}-file`}>{t("conduct:own.file")}</label>
              <input
                id={`${id}-file`}
                type="file"
                accept=".xlsx"
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            </div>
            <div className="own-tables">
              {SHEETS.map((one) => (
                <div key={one} className="field">
                  <label htmlFor={`${id}-${one}`}>{t(`conduct:sheet.${one}`)}</label>
                  <textarea
                    id={`${id}-${one}`}
                    rows={one === "studies" ? 7 : 3}
                    disabled={file !== null}
                    spellCheck={false}
                    value={texts[one] ?? ""}
                    onChange={(event) => setTexts({ ...texts, [one]: event.target.value })}
                  />
                </div>
              ))}
            </div>
            <Button type="primary" htmlType="submit" loading={audit.isPending} disabled={!file && tables.length === 0}>
              {t("conduct:own.audit")}
            </Button>
          </form>
          {audit.error && <Problem error={audit.error} />}
        </Card>
        {audit.data && (
          <Card title={t("conduct:own.letter")} note={t("conduct:own.letter_note")}>
            <div className="actions">
              {FORMS.map((form) => (
                <Button key={form} size="small" disabled={letter.isPending} onClick={() => letter.mutate(form)}>
                  {form.toUpperCase()}
                </Button>
              ))}
            </div>
            {letter.error && <Problem error={letter.error} />}
          </Card>
        )}
      </div>
      {audit.data && <Found audit={audit.data} />}
    </Page>
  );
}
