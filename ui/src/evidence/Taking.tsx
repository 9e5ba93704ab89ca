import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { CopyButton } from "../parts/CopyButton";
import { useLanguage, useSay } from "../shell/language";
import { type At, type Options, type Path, takenAddress } from "./address";

const STYLES = ["vancouver", "gbt7714"] as const;
export type Style = (typeof STYLES)[number];

interface TakingProps {
  at: At;
  options: Options;
  /** Whether there is a table of studies to take; without: references alone. */
  table?: boolean;
  title: string;
  /** The references in a style: asked for where the analysis stands. */
  children: (style: Style) => ReactNode;
}

/** What is taken along: the table of studies with its provenance, and what to cite. */
export function Taking({ at, options, table = true, title, children }: TakingProps) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const [style, setStyle] = useState<Style>("vancouver");
  return (
    <Card title={title}>
      {table && (
        <p className="hints">
          <span className="quiet">{t("conduct:taking.table")}</span>
          {(["csv", "xlsx"] as const).map((form) => (
            <a key={form} href={takenAddress(at, `studies.${form}`, options, { lang })} download>
              {form.toUpperCase()}
            </a>
          ))}
        </p>
      )}
      <Choose
        label={t("conduct:taking.style")}
        value={style}
        options={STYLES.map((value) => ({ value, label: t(`conduct:taking.${value}`) }))}
        onChange={(value) => setStyle(STYLES.find((one) => one === value) ?? "vancouver")}
      />
      {children(style)}
    </Card>
  );
}

interface CitationsProps {
  list: readonly Api["CitationShown"][];
  /** Where the same list is as a file. */
  file: string;
}

/** The references, numbered, to copy or to keep. */
export function Citations({ list, file }: CitationsProps) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <>
      <div className="actions">
        <CopyButton text={list.map((one) => `[${one.number}] ${one.text}`).join("\n")} />
        <a href={file} download>
          {t("conduct:taking.download")}
        </a>
      </div>
      <ol className="citations">
        {list.map((one) => (
          <li key={one.key}>
            {one.text} {one.what && <span className="quiet">{say(one.what)}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

/** What is taken out of an analysis of a paper. */
export function PaperTaking({ path, options }: { path: Path; options: Options }) {
  const { t } = useTranslation();
  return (
    <Taking at={path} options={options} title={t("conduct:taking.title")}>
      {(style) => <OfPaper path={path} options={options} style={style} />}
    </Taking>
  );
}

function OfPaper({ path, options, style }: { path: Path; options: Options; style: Style }) {
  const asked = queries.useQuery("get", "/api/evidence/papers/{paper}/{analysis}/citations", {
    params: { path, query: { ...options, style } },
  });
  return (
    <Answer of={asked} rows={4}>
      {(list) => <Citations list={list} file={takenAddress(path, "citations.txt", options, { style })} />}
    </Answer>
  );
}
