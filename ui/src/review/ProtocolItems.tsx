import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Choose } from "../parts/Choose";
import { useSay } from "../shell/language";

type Item = Api["ExtractionItem"];
const KINDS: readonly Item["kind"][] = ["count", "percentage", "number", "text", "yes-no"];
const NEEDED = "n"; // without the number of patients nothing of a study is pooled

interface ItemsProps {
  /** The protocol's own items; none: the library's form. */
  items: readonly Item[];
  form: readonly Item[];
  outcomes: readonly Api["OutcomeNamed"][];
  onChange: (next: Item[]) => void;
}

/** What is read from each study: the library's form, or a list of the protocol's own begun from it. */
export function ProtocolItems({ items, form, outcomes, onChange }: ItemsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const own = items.length > 0;
  const change = (at: number, next: Partial<Item>): void =>
    onChange(items.map((one, i) => (i === at ? { ...one, ...next } : one)));
  const add = (): void => {
    const taken = new Set(items.map((one) => one.id));
    let n = 1;
    while (taken.has(`own-${n}`)) n += 1;
    onChange([...items, { id: `own-${n}`, label: { zh: "", en: "" }, kind: "text", outcome: "", unit: "" }]);
  };
  return (
    <fieldset className="wide protocol-form">
      <legend>{t("conduct:items.title")}</legend>
      <Choose
        label={t("conduct:items.which")}
        value={own ? "own" : "library"}
        options={["library", "own"].map((value) => ({ value, label: t(`conduct:items.${value}`) }))}
        onChange={(value) => onChange(value === "own" ? [...form] : [])}
      />
      <p className="quiet wide">{t("conduct:items.note")}</p>
      {own && (
        <div className="scroll wide">
          <table className="plain dense concepts">
            <thead>
              <tr>
                {(["zh", "en"] as const).map((language) => (
                  <th key={language} scope="col">
                    {t(`review:in.${language}`)}
                  </th>
                ))}
                {(["kind", "outcome", "unit"] as const).map((one) => (
                  <th key={one} scope="col">
                    {t(`conduct:items.head.${one}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {items.map((one, at) => (
                <tr key={one.id}>
                  {(["zh", "en"] as const).map((language) => (
                    <td key={language}>
                      <input
                        aria-label={t(`conduct:items.${language}`, { n: at + 1 })}
                        value={one.label[language]}
                        required
                        onChange={(event) => change(at, { label: { ...one.label, [language]: event.target.value } })}
                      />
                    </td>
                  ))}
                  <td>
                    <select
                      aria-label={t("conduct:items.kind", { n: at + 1 })}
                      value={one.kind}
                      disabled={one.id === NEEDED}
                      onChange={(event) => change(at, { kind: KINDS.find((it) => it === event.target.value) ?? one.kind })}
                    >
                      {KINDS.map((kind) => (
                        <option key={kind} value={kind}>
                          {t(`conduct:item_kind.${kind}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <select
                      aria-label={t("conduct:items.outcome", { n: at + 1 })}
                      value={one.outcome}
                      disabled={one.id === NEEDED}
                      onChange={(event) => change(at, { outcome: event.target.value })}
                    >
                      <option value="">{t("conduct:items.no_outcome")}</option>
                      {outcomes.map((it) => (
                        <option key={it.key} value={it.key}>
                          {say(it.label)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      aria-label={t("conduct:items.unit", { n: at + 1 })}
                      value={one.unit}
                      size={4}
                      onChange={(event) => change(at, { unit: event.target.value })}
                    />
                  </td>
                  <td>
                    {one.id !== NEEDED && (
                      <Button size="small" onClick={() => onChange(items.filter((_, i) => i !== at))}>
                        {t("conduct:items.drop", { name: say(one.label) || at + 1 })}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {own && (
        <div className="actions">
          <Button onClick={add}>{t("conduct:items.add")}</Button>
        </div>
      )}
    </fieldset>
  );
}
