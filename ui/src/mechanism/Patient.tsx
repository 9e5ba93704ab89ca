import { Button } from "antd";
import { Suspense, lazy, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { CopyButton } from "../parts/CopyButton";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { SourceDrawer } from "../parts/SourceDrawer";
import { Waiting } from "../parts/Waiting";
import { useSay } from "../shell/language";
import { ParameterSource } from "./ParameterSource";
import { PatientFigures } from "./PatientFigures";
import { Slider } from "./Slider";
import { TreatmentChoice } from "./TreatmentChoice";
import { fileAddress } from "./address";
import { usePatient } from "./usePatient";
import "./mechanism.css";

const Curve = lazy(() => import("./Curve"));
const FILES = ["script.py", "model.sbml", "model.antimony", "course.csv"] as const;

/** One virtual patient: sliders beside curves, courses kept for comparison. */
export default function Patient() {
  const { t } = useTranslation();
  const say = useSay();
  const patient = usePatient();
  const treatments = queries.useQuery("get", "/api/mechanism/treatments", {}, { staleTime: Infinity });
  const [open, setOpen] = useState<string | null>(null);
  const { asked, found } = patient;
  const slider = found.data?.sliders.find((one) => one.id === open);
  return (
    <Page
      title={t("mechanism:patient.title")}
      lead={t("mechanism:patient.lead")}
      actions={<CopyButton text={window.location.href} label={t("mechanism:patient.link")} />}
    >
      {found.error && found.data && <Problem error={found.error} />}
      <Answer of={{ ...found, error: found.data ? null : found.error }} rows={16}>
        {(shown) => (
          <div className="patient" aria-busy={found.isFetching}>
            <Card title={t("mechanism:patient.moved")} className="controls">
              <Answer of={treatments} rows={2}>
                {(all) => <TreatmentChoice all={all} asked={asked} onChange={patient.change} />}
              </Answer>
              {shown.sliders.map((one) => (
                <Slider
                  key={one.id}
                  slider={one}
                  value={patient.draft[one.id] ?? (patient.draft[one.id] === null ? one.preset : one.value)}
                  onMove={(value) => patient.move(one.id, value)}
                  onSource={() => setOpen(one.id)}
                />
              ))}
              {shown.moved.length > 0 && (
                <Button size="small" onClick={patient.reset}>
                  {t("mechanism:slider.all_back")}
                </Button>
              )}
            </Card>
            <Card
              title={shown.strategy ? `${say(shown.product)} · ${say(shown.strategy)}` : say(shown.product)}
              note={<span data-note>{t("mechanism:patient.simulated")}</span>}
              actions={
                <Button size="small" disabled={!patient.canLock} onClick={patient.lock}>
                  {t("mechanism:patient.lock")}
                </Button>
              }
            >
              <Courses shown={shown} kept={patient.kept} onDrop={patient.unlock} />
            </Card>
            <div className="column">
              <PatientFigures shown={shown} />
              <Card title={t("mechanism:files.title")}>
                <ul className="bullets">
                  {FILES.map((name) => (
                    <li key={name}>
                      <a href={fileAddress(name, asked)} download>
                        {t(`mechanism:files.${name.replace(".", "_")}`)}
                      </a>
                    </li>
                  ))}
                </ul>
              </Card>
            </div>
          </div>
        )}
      </Answer>
      <SourceDrawer open={slider !== undefined} onClose={() => setOpen(null)} title={slider ? say(slider.label) : ""}>
        {slider && <ParameterSource slider={slider} />}
      </SourceDrawer>
    </Page>
  );
}

interface CoursesProps {
  shown: Api["PatientSimulated"];
  kept: readonly { key: string; found: Api["PatientSimulated"] | undefined; error: unknown }[];
  onDrop: (key: string) => void;
}

/** The curves of the present course and of those kept, and what each line is. */
function Courses({ shown, kept, onDrop }: CoursesProps) {
  const { t } = useTranslation();
  const say = useSay();
  const words = (one: Api["PatientSimulated"]): string =>
    [
      say(one.product),
      ...(one.strategy ? [say(one.strategy)] : []),
      ...one.sliders.filter((slider) => slider.value !== slider.preset).map(({ id, value }) => `${id} ${value}`),
    ].join(" · ");
  const panels = useMemo(() => {
    const all = [
      { label: t("mechanism:patient.now"), course: shown.course },
      ...kept.flatMap(({ found }, at) =>
        found ? [{ label: t("mechanism:patient.kept", { number: at + 1 }), course: found.course }] : [],
      ),
    ];
    return shown.course.curves.map((_, at) =>
      all.flatMap(({ label, course }) => {
        const own = course.curves[at];
        return own ? [{ label, days: course.days, curve: own }] : [];
      }),
    );
  }, [shown, kept.map(({ key, found }) => `${key}${found ? 1 : 0}`).join(" "), t]);
  return (
    <>
      {kept.length > 0 && (
        <ul className="kept">
          {kept.map(({ key, found, error }, at) => (
            <li key={key} className={`ghost-${at + 1}`}>
              <span>
                <b>{t("mechanism:patient.kept", { number: at + 1 })}</b> {found && words(found)}
                {error ? t("mechanism:patient.unread") : null}
              </span>
              <button type="button" className="link" onClick={() => onDrop(key)}>
                {t("mechanism:patient.drop", { number: at + 1 })}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Suspense fallback={<Waiting rows={12} />}>
        <div className="curves">
          {shown.course.curves.map((curve, at) => (
            <Curve
              key={curve.name}
              title={say(curve.label)}
              unit={curve.unit}
              drawn={panels[at] ?? []}
              words={t("mechanism:patient.curve", { name: say(curve.label) })}
            />
          ))}
        </div>
      </Suspense>
      <p className="quiet" data-note>{t("mechanism:patient.days")}</p>
    </>
  );
}
