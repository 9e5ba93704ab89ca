import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Card } from "../../parts/Card";
import { useSay } from "../../shell/language";

/** What a ready trial answered when it was last run for the documentation: shown without a run. */
export function KeptAnswer({ kept }: { kept: Api["AnswerKept"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <Card title={t("trials:kept.title")} note={t("trials:kept.note", { count: kept.patients })}>
      {kept.pairs.map((pair) => (
        <details key={pair.heading.en} open={kept.pairs.length === 1}>
          <summary>
            {say(pair.heading)} {t("trials:kept.lines", { count: pair.lines.length })}
          </summary>
          <ul className="bullets">
            {pair.lines.map((one) => (
              <li key={one.en}>{say(one)}</li>
            ))}
          </ul>
        </details>
      ))}
    </Card>
  );
}
