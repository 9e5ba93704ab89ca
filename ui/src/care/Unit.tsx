import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Figure } from "../parts/Figure";
import { moment } from "../parts/format";
import { Nothing } from "../parts/Nothing";
import { Page } from "../parts/Page";
import { TakeFigure } from "../parts/TakeFigure";
import { useLanguage, useSay } from "../shell/language";
import { RuleButton, RuleDrawer } from "./RuleDrawer";
import "./care.css";

const COLUMNS = ["patient", "infused", "followed", "best", "change", "relapse", "death"] as const;
const FIGURES = ["swimmer", "waterfall"] as const;

/** The unit: every patient's course after infusion, as figures and a table, and departures from rules. */
export default function Unit() {
  const { t } = useTranslation();
  const language = useLanguage();
  const go = useNavigate();
  const asked = queries.useQuery("get", "/api/care/unit");
  const open = (row: string): void => void go(`/care/patients/${row.replace(/^patient-/, "")}?tab=response`);
  return (
    <RuleDrawer>
      <Page
        title={t("care:unit.title")}
        lead={t("care:unit.lead")}
        actions={
          <a className="chip" href={`/api/care/unit.csv?lang=${language}`} download>
            {t("care:unit.export")}
          </a>
        }
      >
        <Answer of={asked}>
          {(unit) => (
            <div className="column">
              {FIGURES.map((one) => {
                const there = one === "swimmer" ? unit.drawn : unit.measured;
                return (
                  <Card
                    key={one}
                    title={t(`care:unit.${one}`)}
                    actions={
                      there > 0 && (
                        <TakeFigure
                          address={`/api/care/unit/${one}.svg?lang=${language}`}
                          title={t(`care:unit.${one}`)}
                          name={one}
                        />
                      )
                    }
                  >
                    {there > 0 ? (
                      <Figure address={`/api/care/unit/${one}.svg?lang=${language}`} onRow={open} />
                    ) : (
                      <Nothing text={t("care:unit.nobody")} />
                    )}
                  </Card>
                );
              })}
              <Card title={t("care:unit.deviations")} note={t("care:unit.deviations_note")}>
                <Deviations patients={unit.patients} />
              </Card>
              <Card title={t("care:unit.courses")}>
                <Courses patients={unit.patients} />
              </Card>
            </div>
          )}
        </Answer>
      </Page>
    </RuleDrawer>
  );
}

function Name({ one }: { one: Api["UnitPatient"] }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to={`/care/patients/${one.id}`}>{one.patient}</Link>{" "}
      {one.demo && <span className="tag warn">{t("care:demo")}</span>}
    </>
  );
}

function Deviations({ patients }: { patients: readonly Api["UnitPatient"][] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const found = patients.filter((one) => one.deviations.length > 0);
  if (found.length === 0) return <Nothing text={t("care:unit.no_deviations")} />;
  return (
    <div className="decisions">
      {found.map((one) => (
        <details key={one.id} open={found.length < 4}>
          <summary>
            {one.patient} {one.demo && <span className="tag warn">{t("care:demo")}</span>}
            <span className="tag danger">{one.deviations.length}</span>
          </summary>
          <p>
            <Name one={one} />
          </p>
          <ul className="checks">
            {one.deviations.map((each) => (
              <li key={`${each.kind}${each.rule}${each.text.en}`}>
                <span className="tag">{t(`care:unit.kind.${each.kind}`)}</span>
                {each.rule && <RuleButton rule={each.rule} />} {say(each.text)}{" "}
                <span className="quiet">
                  {each.since &&
                    t("care:unit.since", {
                      when: each.since.length > 10 ? moment(each.since, language) : each.since,
                    })}{" "}
                  {say(each.place)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function Courses({ patients }: { patients: readonly Api["UnitPatient"][] }) {
  const { t } = useTranslation();
  const day = (found: number | null): string => (found === null ? "—" : `D${found}`);
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t("care:unit.courses")}>
      <table className="plain dense">
        <thead>
          <tr>
            {COLUMNS.map((one) => (
              <th key={one} scope="col">
                {t(`care:unit.column.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {patients.map((one) => (
            <tr key={one.id}>
              <td>
                <Name one={one} />
              </td>
              <td className="nowrap">{one.infused ?? "—"}</td>
              <td>{day(one.followed)}</td>
              <td>{one.best ?? "—"}</td>
              <td>{one.change === null ? "—" : `${one.change} %`}</td>
              <td>{day(one.relapsed)}</td>
              <td>{day(one.died)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
