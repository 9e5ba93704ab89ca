import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";
import { Counts, Row } from "./EligibilityList";
import { momentOf } from "./eligibilityValues";

type Panel = Api["EligibilityPanel"];

/** Drugs that have to be out, how long is left of each, and the first day on which all are. */
export function EligibilityWaiting({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <p>
        {t("care:now.leukapheresis_from")}{" "}
        <strong className="big-date">{panel.earliest ? panel.earliest.slice(0, 16).replace("T", " ") : "—"}</strong>{" "}
        {panel.binding.length > 0 && t("care:eligibility.binding", { names: panel.binding.map(say).join(" · ") })}
      </p>
      {!panel.complete && <p className="tag warn">{t("care:eligibility.incomplete")}</p>}
      <div className="scroll" tabIndex={0} role="group" aria-label={t("care:now.washouts")}>
        <table className="plain dense">
          <thead>
            <tr>
              {["drug", "last", "wanted", "from", "left"].map((one) => (
                <th key={one} scope="col">
                  {t(`care:eligibility.column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {panel.waiting.map((one) => (
              <tr key={one.drug}>
                <td>{say(one.label)}</td>
                <td className="nowrap">
                  {one.last
                    ? one.day_only
                      ? one.last.slice(0, 10)
                      : moment(one.last, language)
                    : t(`care:eligibility.drug.${one.given}`)}
                </td>
                <td>
                  {one.wanted
                    ? say(one.wanted)
                    : one.by_analogy
                      ? t("care:eligibility.analogy", { length: say(one.by_analogy) })
                      : t("care:eligibility.no_time")}
                </td>
                <td className="nowrap">{one.earliest ? one.earliest.slice(0, 16).replace("T", " ") : "—"}</td>
                <td className="nowrap">
                  {one.left !== null && (
                    <span className={`tag ${one.left > 0 ? "warn" : "good"}`}>
                      {t("care:eligibility.days", { count: one.left })}
                    </span>
                  )}
                  {one.left === null && one.given === "not stated" && (
                    <span className="tag warn">{t("care:form.unknown")}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface OnDayProps {
  panel: Panel;
  collect: string;
  onCollect: (moment: string) => void;
}

/** What would be missing if cells were collected on another day and nothing came to it. */
export function EligibilityOnDay({ panel, collect, onCollect }: OnDayProps) {
  const { t } = useTranslation();
  const say = useSay();
  const found = panel.on_day;
  return (
    <>
      <Field
        label={t("care:eligibility.on_day")}
        type="date"
        min={panel.at.slice(0, 10)}
        value={collect.slice(0, 10)}
        onChange={(event) => onCollect(event.target.value ? momentOf(event.target.value, "23:59", panel.at) : "")}
      />
      <p className="quiet">{t("care:eligibility.on_day_note")}</p>
      {found && (
        <div aria-live="polite">
          <p>
            <Counts counts={found.counts} />
          </p>
          {found.waiting.map((one) => (
            <p key={one.drug}>
              <span className="tag danger">
                {t("care:eligibility.short", { count: one.left ?? 0, drug: say(one.label) })}
              </span>
            </p>
          ))}
          <ul className="checks">
            {found.lacking.map((one) => (
              <Row key={one.rule.id} one={one} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
