import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { Page } from "../../parts/Page";
import { Problem } from "../../parts/Problem";
import { Design } from "./Design";
import { RunForm } from "./RunForm";
import "./trials.css";

/** A plan of one's own: the file that the command line reads, checked line by line, then run. */
export default function OwnTrial() {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const [read, setRead] = useState<{ file: string; design: Api["TrialDesign"] } | null>(null);
  const reading = useMutation({
    mutationFn: async () => {
      const { data } = await api.POST("/api/mechanism/trials/design", {
        body: { ready: "", file: text, arms: [] },
      });
      return data;
    },
    onSuccess: (design) => design && setRead({ file: text, design }),
  });
  const beginning = useMutation({
    mutationFn: async () => (await api.GET("/api/mechanism/trials/new", {})).data,
    onSuccess: (plan) => plan && setText(plan),
  });
  return (
    <Page title={t("trials:own.title")} lead={t("trials:own.lead")} json={null}>
      <div className="column">
        <Card>
          <div className="field">
            <label htmlFor={id}>{t("trials:own.text")}</label>
            <textarea
              id={id}
              className="plan"
              rows={14}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <p className="hints">
            <Button type="primary" disabled={!text.trim()} loading={reading.isPending} onClick={() => reading.mutate()}>
              {t("trials:own.read")}
            </Button>
            <Button disabled={!!text.trim()} loading={beginning.isPending} onClick={() => beginning.mutate()}>
              {t("trials:own.begin")}
            </Button>
            <label className="as-button">
              {t("trials:own.open")}{" "}
              <input
                type="file"
                accept=".toml,text/plain"
                onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
              />
            </label>
          </p>
          {reading.error && <Problem error={reading.error} />}
          {beginning.error && <Problem error={beginning.error} />}
        </Card>
        {read && (
          <div className="trial" key={read.file}>
            <Design design={read.design} />
            <RunForm
              design={read.design}
              from={{ file: read.file }}
              onDesign={(design) => setRead({ file: read.file, design })}
            />
          </div>
        )}
      </div>
    </Page>
  );
}
