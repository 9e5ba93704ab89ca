import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import { Refused } from "../api/refusal";
import { useSay } from "../shell/language";
import { Problem } from "./Problem";

const EVERY = 800;
const ENDED = new Set(["done", "failed", "cancelled"]);

/** How far a job is, how long it still takes, and the way to stop it; its file at the end. */
export function JobLine({ job }: { job: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const params = { path: { job } };
  const asked = queries.useQuery(
    "get",
    "/api/jobs/{job}",
    { params },
    { refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.state) ? false : EVERY) },
  );
  const stopping = useMutation({
    mutationFn: () => api.POST("/api/jobs/{job}/cancel", { params }),
    onSettled: () => asked.refetch(),
  });
  if (asked.error) return <Problem error={asked.error} onRetry={() => void asked.refetch()} />;
  const shown = asked.data;
  if (!shown) return null;
  if (shown.error) return <Problem error={new Refused(500, shown.error)} />;
  const ended = ENDED.has(shown.state);
  return (
    <div className="job" role="status">
      {!ended && <progress value={shown.progress} max={1} aria-label={t("shell:job.progress")} />}
      <span>
        {t(`shell:job.${shown.state}`)}
        {!ended && shown.step && ` · ${say(shown.step)}`}
        {!ended && shown.remaining_seconds !== null && (
          <> · {t("shell:job.remaining", { seconds: Math.ceil(shown.remaining_seconds) })}</>
        )}
      </span>
      {!ended && (
        <Button size="small" disabled={shown.cancel} onClick={() => stopping.mutate()}>
          {t("shell:job.cancel")}
        </Button>
      )}
      {shown.file && (
        <a href={`/api/jobs/${job}/file`} download>
          {t("shell:job.file", { name: shown.file })}
        </a>
      )}
    </div>
  );
}
