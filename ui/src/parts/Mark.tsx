import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { useSay } from "../shell/language";
import { PlaceLink } from "./PlaceLink";

/** What a statement rests on: read at a place, derived by a formula, or assumed for a reason. */
export function Mark({ mark }: { mark: Api["MarkShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <span className="mark">
      {mark.kind === "read" && mark.places.length > 0 ? (
        <>
          <span className="tag">{t("rules:mark.read")}</span>
          {mark.places.map((at) => (
            <PlaceLink key={`${at.source} ${at.place}`} at={at} />
          ))}
        </>
      ) : (
        <span className={mark.kind === "assumed" ? "assumed" : undefined}>{say(mark.words)}</span>
      )}
    </span>
  );
}
