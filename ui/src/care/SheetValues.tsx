import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { useLanguage, useSay } from "../shell/language";

/** Everything that will not be entered: its line, what stands there, why, and what to do. */
export function SheetRemarks({ sheet }: { sheet: Api["SheetShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  if (sheet.remarks.length === 0) return null;
  return (
    <Card title={t("course:sheet.unread")}>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("course:sheet.unread")}>
        <table className="plain dense">
          <thead>
            <tr>
              {["line", "heading", "found", "why", "do"].map((one) => (
                <th key={one} scope="col">
                  {t(`course:sheet.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.remarks.map((one) => (
              <tr key={`${one.line}.${one.heading}.${one.kind}.${one.found}`}>
                <td>{one.line || "—"}</td>
                <td>{one.heading || "—"}</td>
                <td className="breaks">{one.found}</td>
                <td>
                  <span className={`tag ${one.kind === "contradiction" ? "danger" : one.kind === "refused" ? "warn" : ""}`}>
                    {t(`course:sheet.kind.${one.kind}`)}
                  </span>{" "}
                  {say(one.what)}
                </td>
                <td>{say(one.do)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** The values as they would be entered, in the units of the table. */
export function SheetValues({ sheet }: { sheet: Api["SheetShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <Card title={t("course:sheet.values", { count: sheet.values.length })}>
      <div className="scroll tall" tabIndex={0} role="group" aria-label={t("course:sheet.values", { count: sheet.values.length })}>
        <table className="plain dense">
          <thead>
            <tr>
              {["line", "when", "what", "value"].map((one) => (
                <th key={one} scope="col">
                  {t(`course:sheet.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.values.map((one) => (
              <tr key={`${one.line}.${one.value.observable}`}>
                <td>{one.line}</td>
                <td className="nowrap">
                  {one.value.time && moment(one.value.time, language)}{" "}
                  {one.day_only && <span className="tag">{t("course:sheet.day_only")}</span>}
                </td>
                <th scope="row">{say(one.label)}</th>
                <td>{say(one.shown)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
