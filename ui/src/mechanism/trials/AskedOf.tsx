import { useTranslation } from "react-i18next";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { moment } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";

interface AskedOfProps {
  run: string;
  sort: Api["RunListed"]["sort"];
  shown: string;
  onShow: (id: string) => void;
}

/** What was asked further about a run, the newest first; one of them is shown. */
export function AskedOf({ run, sort, shown, onShow }: AskedOfProps) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/mechanism/runs", {}, { refetchInterval: 10_000 });
  const own = (asked.data ?? []).filter((one) => one.of === run && one.sort === sort);
  if (own.length === 0) return null;
  return (
    <details open={!shown}>
      <summary>{t("trials:asked_of.saved", { count: own.length })}</summary>
      <ul className="bullets">
        {own.map((one) => (
          <li key={one.id}>
            <button type="button" className="link" aria-pressed={one.id === shown} onClick={() => onShow(one.id)}>
              {say(one.title)}
            </button>{" "}
            <span className="quiet">
              n = {one.patients} · {moment(one.at, language)} · {t(`shell:job.${one.state}`)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
