import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Choose } from "../parts/Choose";
import { CopyButton } from "../parts/CopyButton";
import { useLanguage, useSay } from "../shell/language";
import { type Options, type Path, takenAddress } from "./address";

const STYLES = ["vancouver", "gbt7714"] as const;

/** What is taken along: the table of studies with its provenance, and what to cite. */
export function Taking({ path, options }: { path: Path; options: Options }) {
  const { t } = useTranslation();
  const say = useSay();
  const lang = useLanguage();
  const [style, setStyle] = useState<(typeof STYLES)[number]>("vancouver");
  const asked = queries.useQuery("get", "/api/evidence/papers/{paper}/{analysis}/citations", {
    params: { path, query: { ...options, style } },
  });
  return (
    <Card title={t("conduct:taking.title")}>
      <p className="hints">
        <span className="quiet">{t("conduct:taking.table")}</span>
        {(["csv", "xlsx"] as const).map((form) => (
          <a key={form} href={takenAddress(path, `studies.${form}`, options, { lang })} download>
            {form.toUpperCase()}
          </a>
        ))}
      </p>
      <Choose
        label={t("conduct:taking.style")}
        value={style}
        options={STYLES.map((value) => ({ value, label: t(`conduct:taking.${value}`) }))}
        onChange={(value) => setStyle(STYLES.find((one) => one === value) ?? "vancouver")}
      />
      <Answer of={asked} rows={4}>
        {(list) => (
          <>
            <div className="actions">
              <CopyButton text={list.map((one) => `[${one.number}] ${one.text}`).join("\n")} />
              <a href={takenAddress(path, "citations.txt", options, { style })} download>
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
        )}
      </Answer>
    </Card>
  );
}
