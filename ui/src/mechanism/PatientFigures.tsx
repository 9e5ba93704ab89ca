import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { KeyNumber } from "../parts/Number";
import { SourceDrawer } from "../parts/SourceDrawer";
import { figure } from "../parts/format";
import { useSay } from "../shell/language";

/** Key figures of the course, and how far the numbers behind it may be trusted. */
export function PatientFigures({ shown }: { shown: Api["PatientSimulated"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const [open, setOpen] = useState<string | null>(null);
  const outcome = shown.outcomes.find((one) => one.id === open);
  const colon = t("mechanism:colon");
  return (
    <>
      <Card title={t("mechanism:standing.title")}>
        <p>
          <span className="tag warn">{t(`mechanism:standing.${shown.standing}`)}</span>{" "}
          {shown.moved.length > 0 && <span className="tag">{t("mechanism:standing.moved")}</span>}{" "}
          {shown.outside.length > 0 && <span className="tag warn">{t("mechanism:slider.outside")}</span>}
        </p>
        <p>{t(`mechanism:standing.${shown.standing}_words`)}</p>
        <p className="quiet">{say(shown.mixes)}</p>
        {shown.expects && (
          <p>
            {t("mechanism:strategy.expects")}
            {colon}
            {say(shown.expects)}
          </p>
        )}
        {shown.not_modelled && (
          <p>
            {t("mechanism:strategy.not_modelled")}
            {colon}
            {say(shown.not_modelled)}
          </p>
        )}
      </Card>
      <Card title={t("mechanism:figures.title")} note={t("mechanism:figures.note")}>
        <div className="key-numbers upright">
          {shown.outcomes.map((one) => (
            <KeyNumber
              key={one.id}
              value={
                one.value === null ? (
                  "—"
                ) : (
                  <>
                    {one.value >= 1000 ? Math.round(one.value) : figure(one.value)} <small>{one.unit}</small>
                  </>
                )
              }
              label={say(one.label)}
              onOpen={() => setOpen(one.id)}
            />
          ))}
        </div>
      </Card>
      <SourceDrawer open={outcome !== undefined} onClose={() => setOpen(null)} title={outcome ? say(outcome.label) : ""}>
        {outcome && <Mark mark={outcome.mark} />}
      </SourceDrawer>
    </>
  );
}
