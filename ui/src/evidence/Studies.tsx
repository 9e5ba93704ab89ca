import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { PlaceLink } from "../parts/PlaceLink";
import { SourceDrawer } from "../parts/SourceDrawer";
import { useSay } from "../shell/language";
import type { Path } from "./address";

type Study = Api["StudyShown"];

/** A paper's table of studies, as printed; a click on a row opens where it was read. */
export default function Studies() {
  const { t } = useTranslation();
  const say = useSay();
  const paper = (useParams().paper ?? "") as Path["paper"];
  const asked = queries.useQuery("get", "/api/evidence/papers/{paper}/studies", {
    params: { path: { paper } },
  });
  const [open, setOpen] = useState<Study | null>(null);
  const [last, setLast] = useState<Study | null>(null);
  const columns = ["study", "n", "product", "domain", "dose", "age", "male", "minors"] as const;
  return (
    <Page title={t("evidence:studies.title")} lead={t("evidence:studies.lead")}>
      <Answer of={asked} rows={12}>
        {(studies) => (
          <Card>
            <div className="scroll">
              <table className="plain dense">
                <thead>
                  <tr>
                    {columns.map((one) => (
                      <th key={one} scope="col" className={one === "n" ? "right" : undefined}>
                        {t(`evidence:studies.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {studies.map((one) => (
                    <tr key={one.id}>
                      <td>
                        <button
                          type="button"
                          className="link"
                          aria-haspopup="dialog"
                          onClick={() => {
                            setOpen(one);
                            setLast(one);
                          }}
                        >
                          {say(one.label)}
                        </button>
                      </td>
                      <td className="right">{one.n}</td>
                      <td>{one.product || "—"}</td>
                      <td>{one.costimulatory_domain || "—"}</td>
                      <td>{one.dose || "—"}</td>
                      <td>{one.age_median ?? "—"}</td>
                      <td>{one.male_percent ?? "—"}</td>
                      <td>{one.minors ?? "—"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Card>
        )}
      </Answer>
      <SourceDrawer open={open !== null} onClose={() => setOpen(null)} title={last ? say(last.label) : ""}>
        {last && <StudySheet study={last} />}
      </SourceDrawer>
    </Page>
  );
}

function StudySheet({ study }: { study: Study }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <>
      <dl className="pairs">
        <dt>{t("evidence:studies.read_at")}</dt>
        <dd>
          <PlaceLink at={study.read_at} />
        </dd>
        {study.registrations.length > 0 && (
          <>
            <dt>{t("evidence:studies.registrations")}</dt>
            <dd>{study.registrations.join(", ")}</dd>
          </>
        )}
        {study.parts.length > 0 && (
          <>
            <dt>{t("evidence:studies.parts")}</dt>
            <dd>
              {study.parts.join(", ")}
              {study.parts_reason && <p>{say(study.parts_reason)}</p>}
            </dd>
          </>
        )}
      </dl>
      {study.source && (
        <>
          <h3>{t("evidence:studies.own_source")}</h3>
          <p>
            {study.source.authors}. {study.source.title}. {study.source.container} {study.source.year}.
            {study.source.doi && ` DOI ${study.source.doi}`}
          </p>
        </>
      )}
    </>
  );
}
