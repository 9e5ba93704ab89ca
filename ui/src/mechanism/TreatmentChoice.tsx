import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { useSay } from "../shell/language";
import type { Asked } from "./address";

/** The product that the server takes where an address names none. */
const PRODUCT = "cilta-cel";
/** Signs that the browser's own list shows of a label in this column; a longer one is repeated below. */
const FITS = 36;

interface TreatmentChoiceProps {
  all: Api["TreatmentsShown"];
  asked: Asked;
  onChange: (part: Partial<Asked>) => void;
}

/** Product, strategy, and whether the fitted parameters are used. */
export function TreatmentChoice({ all, asked, onChange }: TreatmentChoiceProps) {
  const { t } = useTranslation();
  const say = useSay();
  const chosen = [
    all.products.find((one) => one.id === (asked.product ?? PRODUCT)),
    all.strategies.find((one) => one.id === asked.strategy),
  ].map((one) => (one && say(one.label).length > FITS ? say(one.label) : ""));
  return (
    <>
      <Choose
        label={t("mechanism:choice.product")}
        value={asked.product ?? PRODUCT}
        options={all.products.map((one) => ({
          value: one.id,
          label: say(one.label),
          group: t(one.generic ? "mechanism:choice.designs" : "mechanism:choice.products"),
        }))}
        onChange={(product) => onChange({ product })}
      />
      {chosen[0] && <p className="quiet whole">{chosen[0]}</p>}
      <Choose
        label={t("mechanism:choice.strategy")}
        value={asked.strategy ?? ""}
        options={[
          { value: "", label: t("mechanism:choice.none") },
          ...all.strategies.map((one) => ({
            value: one.id,
            label: say(one.label),
            group: t(`mechanism:topic.${one.topic}`),
          })),
        ]}
        onChange={(strategy) => onChange({ strategy })}
      />
      {chosen[1] && <p className="quiet whole">{chosen[1]}</p>}
      <label className="tick">
        <input
          type="checkbox"
          checked={asked.fitted === true}
          onChange={(event) => onChange({ fitted: event.target.checked })}
        />
        {t("mechanism:choice.fitted")}
      </label>
    </>
  );
}
