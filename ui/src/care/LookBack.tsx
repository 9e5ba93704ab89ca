import { Alert, Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { useLanguage } from "../shell/language";
import { fieldOf, usePast } from "./past";
import "./course.css";

/** Looking back: that one does, and the way back; or the moment to look back to. */
export function LookBack({ seen }: { seen: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const past = usePast();
  const [query, setQuery] = useSearchParams();
  const [asked, setAsked] = useState(fieldOf(seen));
  const go = (at: string | null): void => {
    const next = new URLSearchParams(query);
    if (at) next.set("at", at);
    else next.delete("at");
    setQuery(next);
  };
  if (past) {
    return (
      <Alert
        type="warning"
        showIcon
        title={t("course:past.title")}
        description={t("course:past.note", { when: moment(seen, language) })}
        action={<Button onClick={() => go(null)}>{t("course:past.back")}</Button>}
      />
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // the record's own zone goes with it, as the page showed its moment
    if (asked) go(asked.slice(0, 16) + ":00" + zoneOf(seen));
  };
  return (
    <form className="look-back" onSubmit={submit}>
      <Field
        label={t("course:past.look")}
        type="datetime-local"
        required
        max={fieldOf(seen)}
        value={asked}
        onChange={(event) => setAsked(event.target.value)}
      />
      <Button htmlType="submit">{t("course:past.go")}</Button>
    </form>
  );
}

function zoneOf(seen: string): string {
  return /(Z|[+-]\d\d:\d\d)$/.exec(seen)?.[0] ?? "Z";
}
