import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../api/client";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { CopyButton } from "../parts/CopyButton";
import { Tabs } from "../parts/Tabs";
import { type Options, type At, scriptAddress } from "./address";

const PROGRAMS = [
  { key: "py", label: "Python" },
  { key: "R", label: "R (metafor)" },
  { key: "do", label: "Stata" },
] as const;

/** The script that repeats exactly this analysis elsewhere. */
export function Repeat({ path, options }: { path: At; options: Options }) {
  const { t } = useTranslation();
  const [program, setProgram] = useState<"py" | "R" | "do">("py");
  const address = scriptAddress(path, program, options);
  const asked = useQuery({ queryKey: ["script", address], queryFn: () => read(address) });
  return (
    <Card
      title={t("evidence:scripts.title")}
      actions={
        <>
          <CopyButton text={asked.data ?? ""} />
          <a href={address} download>
            {t("evidence:scripts.download")}
          </a>
        </>
      }
    >
      <Tabs
        label={t("evidence:scripts.title")}
        items={PROGRAMS}
        active={program}
        onChange={(key) => setProgram(key as typeof program)}
      >
        <Answer of={asked} rows={6}>
          {(text) => (
            <pre className="code" tabIndex={0} aria-label={t("evidence:scripts.title")}>
              {text}
            </pre>
          )}
        </Answer>
      </Tabs>
    </Card>
  );
}
