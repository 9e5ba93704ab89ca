import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { figure } from "../parts/format";
import { useSay } from "../shell/language";
import { STEPS, placeOf, valueAt } from "./scale";

interface SliderProps {
  slider: Api["SliderShown"];
  /** The value on its way to the server, before it has answered. */
  value: number;
  onMove: (value: number | null) => void;
  onSource: () => void;
}

/** One parameter: a slider over where patients lie, a field for any value, and its source. */
export function Slider({ slider, value, onMove, onSource }: SliderProps) {
  const { t } = useTranslation();
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const outside = value < slider.low || value > slider.high;
  const told = `${figure(value)} ${slider.unit}`.trim();
  const settle = (): void => {
    const read = Number(typed);
    if (typed !== null && typed.trim() && Number.isFinite(read)) onMove(read);
    setTyped(null);
  };
  return (
    <div className="slider">
      <div className="slider-head">
        <label htmlFor={id}>{say(slider.label)}</label>
        <button
          type="button"
          className="link"
          aria-haspopup="dialog"
          aria-label={t("mechanism:slider.source_of", { name: say(slider.label) })}
          onClick={onSource}
        >
          {t("mechanism:slider.source")}
        </button>
      </div>
      <div className="slider-row">
        <input
          id={id}
          type="range"
          min={0}
          max={STEPS}
          value={placeOf(value, slider)}
          aria-valuetext={told}
          onChange={(event) => onMove(valueAt(Number(event.target.value), slider))}
        />
        <input
          inputMode="decimal"
          aria-label={t("mechanism:slider.value", { name: say(slider.label) })}
          value={typed ?? figure(value)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === "Enter" && settle()}
        />
      </div>
      <small className="quiet">
        {figure(slider.low)}–{figure(slider.high)} {slider.unit}
        {value !== slider.preset && (
          <>
            {" · "}
            <button type="button" className="link" onClick={() => onMove(null)}>
              {t("mechanism:slider.back", { value: figure(slider.preset) })}
            </button>
          </>
        )}
      </small>
      {outside && <span className="tag warn">{t("mechanism:slider.outside")}</span>}
    </div>
  );
}
