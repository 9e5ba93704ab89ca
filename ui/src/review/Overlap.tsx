import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Nothing } from "../parts/Nothing";
import { useSay } from "../shell/language";
import { ReviewFrame } from "./ReviewFrame";
import { useReview } from "./useReview";

type Pair = Api["OverlapPairShown"];

/** Which included studies may have counted the same patients twice, and by what sign. */
export default function Overlap() {
  return (
    <ReviewFrame step="overlap" json="/overlap">
      {() => <Held />}
    </ReviewFrame>
  );
}

function Held() {
  const { t } = useTranslation();
  const say = useSay();
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/overlap", { params: { path, query } });
  return (
    <Answer of={asked} rows={12}>
      {(held) => {
        const name = (key: string): string => {
          const at = held.studies.findIndex((one) => one.study === key);
          const study = held.studies[at];
          return study ? `${at + 1} ${say(study.label)}` : key;
        };
        return (
          <>
            <Card
              title={t("appraisal:overlap.matrix")}
              note={t("appraisal:overlap.note", { people: held.people, remaining: held.remaining })}
            >
              {held.unread > 0 && (
                <p className="review-note">{t("appraisal:overlap.unread", { count: held.unread })}</p>
              )}
              {held.studies.length === 0 ? (
                <Nothing text={t("appraisal:overlap.none")} />
              ) : (
                <Matrix studies={held.studies} pairs={held.pairs} />
              )}
            </Card>
            <Card title={t("appraisal:overlap.pairs")}>
              {held.pairs.length === 0 ? (
                <Nothing text={t("appraisal:overlap.no_pairs")} />
              ) : (
                <ul className="bullets">
                  {held.pairs.map((one) => (
                    <li key={`${one.one} ${one.other}`} id={`pair-${one.one}-${one.other}`}>
                      <span className={`tag ${one.strength > 1 ? "danger" : one.strength === 1 ? "warn" : ""}`}>
                        {t(`appraisal:overlap.strength.${one.strength}`)}
                      </span>{" "}
                      {name(one.one)} · {name(one.other)} — {one.signs.map(say).join(" · ")}
                    </li>
                  ))}
                </ul>
              )}
              {held.groups.length > 0 && (
                <p>
                  {t("appraisal:overlap.groups", {
                    groups: held.groups.map((group) => group.map(name).join(" + ")).join(" | "),
                  })}
                </p>
              )}
            </Card>
          </>
        );
      }}
    </Answer>
  );
}

interface MatrixProps {
  studies: readonly Api["OverlapStudy"][];
  pairs: readonly Pair[];
}

function Matrix({ studies, pairs }: MatrixProps) {
  const { t } = useTranslation();
  const say = useSay();
  const between = (one: string, other: string): Pair | undefined =>
    pairs.find((pair) => [pair.one, pair.other].includes(one) && [pair.one, pair.other].includes(other));
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t("appraisal:overlap.matrix")}>
      <table className="plain dense overlap">
        <thead>
          <tr>
            <th scope="col">{t("appraisal:overlap.study")}</th>
            <th scope="col" className="right">
              n
            </th>
            <th scope="col">{t("appraisal:overlap.registrations")}</th>
            <th scope="col">{t("appraisal:overlap.centre")}</th>
            <th scope="col">{t("appraisal:overlap.dates")}</th>
            {studies.slice(0, -1).map((one, at) => (
              <th key={one.study} scope="col" title={say(one.label)}>
                {at + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {studies.map((one, row) => (
            <tr key={one.study}>
              <th scope="row">
                {row + 1} {say(one.label)}
              </th>
              <td className="right">{one.n}</td>
              <td>{one.registrations.join(", ") || "—"}</td>
              <td>{one.centre ? say(one.centre) : "—"}</td>
              <td className="nowrap">{one.first || one.last ? `${one.first ?? "?"} – ${one.last ?? "?"}` : "—"}</td>
              {studies.slice(0, -1).map((other, column) => {
                const pair = column < row ? between(one.study, other.study) : undefined;
                return (
                  <td key={other.study} className={column < row ? "below" : "above"}>
                    {pair && (
                      <a
                        href={`#pair-${pair.one}-${pair.other}`}
                        className={`sign sign-${pair.strength}`}
                        title={t("appraisal:overlap.cell", {
                          one: say(one.label),
                          other: say(other.label),
                          sign: pair.signs.map(say).join(" · "),
                        })}
                      >
                        {t(`appraisal:overlap.strength.${pair.strength}`)}
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
