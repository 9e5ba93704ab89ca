import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { SourceDrawer } from "../parts/SourceDrawer";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { ReferenceCard } from "./ReferenceCard";
import { ReviewFrame } from "./ReviewFrame";
import { BASE, useReview } from "./useReview";

// What a box of the figure is called among the counts.
const BOX_OF: Record<string, string> = { removed: "duplicates", other_excluded: "other_reports_excluded" };
const BY_OTHER = "other_";
const byOther = (key: string): boolean => key.startsWith(BY_OTHER) && key !== "other_reasons";

/** The PRISMA flow as the decisions make it; every box opens the reports behind its number. */
export default function Flow() {
  return (
    <ReviewFrame step="flow" json="/flow">
      {(review) => <Boxes id={review.id} />}
    </ReviewFrame>
  );
}

function Boxes({ id }: { id: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { path, query, as } = useReview();
  const [search, setSearch] = useSearchParams();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/flow", { params: { path, query } });
  const box = search.get("box");
  const open = (key: string | null): void =>
    setSearch((before) => {
      if (key) before.set("box", key);
      else before.delete("box");
      return before;
    });
  const plainly = (one: Api["BoxShown"]): string =>
    one.reason
      ? t("review:box.because", { reason: say(one.reason) })
      : t(`review:box.${byOther(one.key) ? one.key.replace(BY_OTHER, "") : one.key}`);
  const named = (one: Api["BoxShown"]): string =>
    byOther(one.key) ? t("appraisal:flow.other", { box: plainly(one) }) : plainly(one);
  const address = (version: number): string =>
    `${BASE}/${id}/flow.svg?lang=${language}${as ? `&as=${as}` : ""}&v=${version}`;
  return (
    <Answer of={asked} rows={12}>
      {(flow) => {
        // a box of the figure may be several of the table: one a reason of exclusion
        const shown = flow.boxes.filter((one) => box && (one.key === box || one.key.startsWith(`${box}:`)));
        const row = (key: string): void => open(BOX_OF[key] ?? key);
        const first = shown[0];
        return (
          <>
            {flow.waiting_title + flow.waiting_full_text > 0 && (
              <p className="review-note">
                {t("review:flow.waiting", { title: flow.waiting_title, full: flow.waiting_full_text })}
              </p>
            )}
            <div className="flow">
              <Card
                title={t("review:flow.figure")}
                actions={<TakeFigure address={address(flow.version)} title={t("review:flow.figure")} name="prisma" />}
              >
                <Figure address={address(flow.version)} onRow={row} />
                {flow.remarks.map((one) => (
                  <p key={one.en}>{say(one)}</p>
                ))}
              </Card>
              <Card title={t("review:flow.boxes")} note={t("review:flow.boxes_note")}>
                <table className="plain">
                  <thead>
                    <tr>
                      <th scope="col">{t("review:flow.box")}</th>
                      <th scope="col" className="right">
                        n
                      </th>
                      <th scope="col">{t("review:flow.origin")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {flow.boxes.map((one) => (
                      <tr key={one.key}>
                        <td>
                          {one.reports.length > 0 ? (
                            <button type="button" className="link" onClick={() => open(one.key)} aria-haspopup="dialog">
                              {named(one)}
                            </button>
                          ) : (
                            named(one)
                          )}
                        </td>
                        <td className="right">{one.n ?? "—"}</td>
                        <td className="quiet">
                          {flow.own && (one.n === null || flow.unreached.includes(one.key))
                            ? t("appraisal:flow.unreached")
                            : t(`review:origin.${one.origin || "none"}`)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Card>
            </div>
            <SourceDrawer
              open={first !== undefined}
              onClose={() => open(null)}
              title={shown.length === 1 && first ? named(first) : t("appraisal:flow.excluded")}
            >
              {shown.every((one) => one.reports.length === 0) && (
                <p>{t(flow.own ? "appraisal:flow.empty" : "review:flow.nothing")}</p>
              )}
              {shown.map((one) => (
                <div key={one.key}>
                  {shown.length > 1 && <h3>{named(one)}</h3>}
                  {one.reports.map((report) => (
                    <ReferenceCard key={report.id} of={report} abstract={null} />
                  ))}
                </div>
              ))}
            </SourceDrawer>
          </>
        );
      }}
    </Answer>
  );
}
