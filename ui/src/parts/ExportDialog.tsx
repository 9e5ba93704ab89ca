import { Button, Modal } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { queries } from "../api/client";
import { useLanguage } from "../shell/language";
import { Answer } from "./Answer";
import { CopyButton } from "./CopyButton";
import { Problem } from "./Problem";
import { takenFrom, type Taken } from "./taken";
import { useTaking, type TakenForm as Form } from "./useTaking";

const TABLE: readonly Form[] = ["csv", "xlsx", "docx"];
const FIGURE: readonly Form[] = ["svg", "png", "tiff", "pdf", "docx"];

interface ExportDialogProps {
  page: HTMLElement;
  /** The page's title as files have it. */
  title: string;
  onClose: () => void;
}

/** Each table and each figure of the page as a file, all of them as one, and how to cite it. */
export default function ExportDialog({ page, title, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const { pathname, search } = useLocation();
  const taken = useMemo(() => takenFrom(page, title), [page, title]);
  const here = `${pathname}${search}`;
  const cited = queries.useQuery("get", "/api/exports/citation", { params: { query: { page: here } } });
  const taking = useTaking();
  const file = ["trephine", ...pathname.split("/").filter(Boolean)].join("-");
  const tables = taken.filter((one) => one.kind === "table").length;
  const line = (key: string, label: string, forms: readonly Form[], parts: readonly Taken[], name: string) => (
    <div key={key}>
      <dt>{label}</dt>
      <dd>
        <div className="actions" role="group" aria-label={t("shell:export.forms", { title: label })}>
          {forms.map((form) => (
            <Button
              key={form}
              size="small"
              disabled={taking.isPending}
              loading={taking.isPending && taking.variables.name === name && taking.variables.form === form}
              onClick={() => taking.mutate({ page, parts: parts.map((one) => one.part), form, name })}
            >
              {form.toUpperCase()}
            </Button>
          ))}
        </div>
      </dd>
    </div>
  );
  return (
    <Modal open onCancel={onClose} footer={null} title={t("shell:export.title")} width={640}>
      {taken.length === 0 ? (
        <p>{t("shell:export.none")}</p>
      ) : (
        <>
          <p className="quiet">{t("shell:export.note")}</p>
          <dl className="pairs exports">
            {taken.length > 1 &&
              line("whole", t("shell:export.whole"), tables ? ["docx", "pdf", "xlsx"] : ["docx", "pdf"], taken, file)}
            {taken.map((one, at) =>
              line(
                `${at}`,
                `${t(`shell:export.${one.kind}`)} · ${one.title}`,
                one.kind === "table" ? TABLE : FIGURE,
                [one],
                `${file}-${at + 1}`,
              ),
            )}
          </dl>
        </>
      )}
      {taking.error && <Problem error={taking.error} />}
      <h3>{t("shell:export.cite")}</h3>
      <Answer of={cited} rows={2}>
        {(found) => {
          const own = lang === "zh" ? found.gbt7714 : found.vancouver;
          return (
            <p className="cited">
              {own} <CopyButton text={own} />
            </p>
          );
        }}
      </Answer>
    </Modal>
  );
}
