import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { useSay } from "../shell/language";

type Text = Api["Text"];

interface AtOddsProps {
  of: { conflicts: readonly Text[]; outpaced: readonly Text[] };
  /** On paper: plain lines, no boxes of the screen. */
  printed?: boolean;
}

/** Where a record is at odds with itself: readings that contradict, statements older than what was read since. */
export function AtOdds({ of, printed = false }: AtOddsProps) {
  const { t } = useTranslation();
  const kinds = [
    { key: "conflicts", type: "error", said: of.conflicts },
    { key: "outpaced", type: "warning", said: of.outpaced },
  ] as const;
  return kinds
    .filter((one) => one.said.length > 0)
    .map((one) =>
      printed ? (
        <div key={one.key} className="odds">
          <strong>{t(`bedside:${one.key}.title`)}</strong>
          <Said said={one.said} />
        </div>
      ) : (
        <Alert
          key={one.key}
          type={one.type}
          showIcon
          title={t(`bedside:${one.key}.title`)}
          description={
            <>
              <Said said={one.said} />
              {t(`bedside:${one.key}.note`)}
            </>
          }
        />
      ),
    );
}

function Said({ said }: { said: readonly Text[] }) {
  const say = useSay();
  return (
    <ul className="bullets">
      {said.map((one) => (
        <li key={one.en}>{say(one)}</li>
      ))}
    </ul>
  );
}
