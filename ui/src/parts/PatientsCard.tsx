import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { Card } from "./Card";
import { moment } from "./format";
import { SourceDrawer } from "./SourceDrawer";
import { useLanguage, useSay } from "../shell/language";

type Patient = Api["DemoPatient"];

/** The demo patients, each with what is next; a click shows all of it and what it rests on. */
export function PatientsCard({ patients }: { patients: readonly Patient[] }) {
  const { t } = useTranslation();
  const say = useSay();
  const [open, setOpen] = useState<Patient | null>(null);
  const [last, setLast] = useState<Patient | null>(null);
  const show = (patient: Patient): void => {
    setOpen(patient);
    setLast(patient);
  };
  return (
    <Card title={t("care:patients.title")} note={t("care:patients.note")}>
      <ul className="patients">
        {patients.map((patient) => (
          <li key={patient.course}>
            <button type="button" onClick={() => show(patient)} aria-haspopup="dialog">
              <span className="who">
                <span className="quiet">{patient.patient}</span> <strong>{say(patient.title)}</strong>
              </span>
              {patient.steps[0] && (
                <span className="next">
                  <span className={`step ${patient.steps[0].kind}`}>
                    {t(`care:step.${patient.steps[0].kind}`)}
                  </span>{" "}
                  {say(patient.steps[0].label)}
                  {patient.steps[0].detail && (
                    <span className="quiet"> {say(patient.steps[0].detail)}</span>
                  )}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <SourceDrawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={last ? `${last.patient} · ${say(last.title)}` : ""}
      >
        {last && <PatientSheet patient={last} />}
      </SourceDrawer>
    </Card>
  );
}

function PatientSheet({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <p>{say(patient.story)}</p>
      <p className="quiet">{t("care:patients.at", { when: moment(patient.at, language) })}</p>
      {patient.grades.length > 0 && (
        <dl className="pairs">
          {patient.grades.map((one) => (
            <div key={one.decides}>
              <dt>{say(one.title)}</dt>
              <dd>
                <strong>{say(one.value)}</strong>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{t("care:patients.next")}</h3>
      <ol className="steps">
        {patient.steps.map((one) => (
          <li key={one.label.en}>
            <span className={`step ${one.kind}`}>{t(`care:step.${one.kind}`)}</span> {say(one.label)}
            {one.detail && <p>{say(one.detail)}</p>}
            {(one.rule || one.place) && (
              <p className="quiet">
                {one.rule && <Link to={`/rules/rules/${one.rule}`}>{one.rule}</Link>} {one.place && say(one.place)}
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className="quiet">{t("care:patients.confirm")}</p>
    </>
  );
}
