import { useTranslation } from "react-i18next";
import { Refused } from "../api/refusal";
import type { Api } from "../api/types";
import { useLanguage, useSay } from "../shell/language";
import { moment } from "./format";

/** What others wrote while something was filled in: who, when, and each value beside one's own. */
export function Since({ events }: { events: readonly Api["EventSince"][] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className="bullets">
      {events.map((one) => (
        <li key={one.version}>
          {moment(one.at, language)} · {one.author} ·{" "}
          {t([`keeping:kind.${one.kind}`, `care:kind.${one.kind}`, one.kind])}
          <Fields of={one} />
        </li>
      ))}
    </ul>
  );
}

function Fields({ of }: { of: Api["EventSince"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const fields = of.fields ?? [];
  if (fields.length === 0) return null;
  const value = (says: Api["Text"] | null | undefined, at: string | null | undefined) =>
    says ? (
      <>
        {say(says)} {at && <span className="quiet nowrap">{moment(at, language)}</span>}
      </>
    ) : (
      t("shell:since.none")
    );
  return (
    <div className="scroll since" tabIndex={0} role="group" aria-label={t("shell:since.theirs")}>
      <table className="plain dense">
        <thead>
          <tr>
            <th scope="col">{t("shell:since.field")}</th>
            <th scope="col">{t("shell:since.theirs")}</th>
            <th scope="col">{t("shell:since.yours")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((one, row) => (
            <tr key={row}>
              <th scope="row">{say(one.label)}</th>
              <td>{value(one.theirs, one.theirs_at)}</td>
              <td>{value(one.yours, one.yours_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.more ? <p className="quiet">{t("shell:since.more", { count: of.more })}</p> : null}
    </div>
  );
}

/** The events that a writer had not seen, of a refusal for that reason. */
export function sinceOf(error: unknown): readonly Api["EventSince"][] {
  if (!(error instanceof Refused) || error.status !== 409 || !error.refusal) return [];
  return (error.refusal as Partial<Api["ConflictRefusal"]>).since ?? [];
}
