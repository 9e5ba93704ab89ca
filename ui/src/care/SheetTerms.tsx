import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { useSay } from "../shell/language";

export type SheetChoices = Record<string, Api["SheetChoice"]>;
const TAG: Record<Api["SheetTermShown"]["state"], string> = {
  understood: "good",
  "unit missing": "warn",
  unknown: "warn",
  identifier: "",
  "left out": "",
};
const LEAVE = "-";

interface SheetTermsProps {
  sheet: Api["SheetShown"];
  targets: readonly Api["SheetTarget"][];
  choices: SheetChoices;
  onChange: (choices: SheetChoices) => void;
}

/** Each heading with what it was taken for and its unit; both can be said otherwise. */
export function SheetTerms({ sheet, targets, choices, onChange }: SheetTermsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const set = (heading: string, observable: string, unit: string): void => {
    onChange({ ...choices, [heading]: { heading, observable, unit } });
  };
  return (
    <Card
      title={t("course:sheet.understood")}
      note={t("course:sheet.rows", { count: sheet.rows, encoding: sheet.encoding, zone: sheet.zone })}
    >
      <div className="scroll" tabIndex={0} role="group" aria-label={t("course:sheet.understood")}>
        <table className="plain dense">
          <thead>
            <tr>
              {["heading", "meaning", "unit", "count"].map((one) => (
                <th key={one} scope="col">
                  {t(`course:sheet.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.terms.map((one) => (
              <tr key={one.heading}>
                <th scope="row">{one.heading}</th>
                <td>
                  <span className={`tag ${TAG[one.state]}`}>{t(`course:sheet.state.${one.state}`)}</span>{" "}
                  {one.state === "identifier" ? null : (
                    <select
                      aria-label={`${t("course:sheet.meaning")}: ${one.heading}`}
                      value={one.state === "left out" ? LEAVE : one.observable}
                      onChange={(event) => {
                        const name = event.target.value;
                        set(one.heading, name === LEAVE ? "" : name, "");
                      }}
                    >
                      {one.observable === "" && <option value="">{t("course:sheet.choose")}</option>}
                      <option value={LEAVE}>{t("course:sheet.leave")}</option>
                      {targets.map((target) => (
                        <option key={target.name} value={target.name}>
                          {say(target.label)}
                        </option>
                      ))}
                    </select>
                  )}
                </td>
                <td>
                  {one.units.length > 0 && (
                    <select
                      aria-label={`${t("course:sheet.unit")}: ${one.heading}`}
                      value={one.unit}
                      onChange={(event) => set(one.heading, one.observable, event.target.value)}
                    >
                      {one.unit === "" && <option value="">{t("course:sheet.choose_unit")}</option>}
                      {one.units.map((unit) => (
                        <option key={unit} value={unit}>
                          {unit}
                        </option>
                      ))}
                    </select>
                  )}{" "}
                  {one.written && one.written !== one.unit && <span className="quiet">{one.written}</span>}
                </td>
                <td className="nowrap">{`${one.read} / ${one.filled}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
