import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { useLasting } from "../parts/useLasting";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { EligibilityForm } from "./EligibilityForm";
import { Counts, EligibilityList } from "./EligibilityList";
import { EligibilityOverride } from "./EligibilityOverride";
import { EligibilityOnDay, EligibilityWaiting } from "./EligibilityWaiting";
import type { Values, Written } from "./eligibilityValues";
import { KeepValues } from "./KeepValues";
import { RuleButton, RuleDrawer } from "./RuleDrawer";
import { SheetEntry } from "./SheetEntry";
import "./care.css";

type Panel = Api["EligibilityPanel"];

/** May this patient be collected and treated: requirements in three states, on any day. */
export default function Eligibility() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const { patient = "" } = useParams();
  const [values, setValues] = useState<Values>({});
  const [collect, setCollect] = useState("");
  const [over, setOver] = useState<Api["RequirementShown"] | null>(null);
  // how often values were kept: the fields begin anew then, and not when others write
  const [kept, setKept] = useState(0);
  // of a table, before what is typed: of one moment both are told, and nothing is chosen
  const [table, setTable] = useState<Written[] | null>([]);
  const entered = [...(table ?? []), ...Object.values(values)];
  const asked = useLasting(
    useQuery({
      queryKey: ["eligibility", patient, values, table, collect],
      queryFn: () => judge(patient, entered, collect),
    }),
  );
  const reload = (): void => void client.invalidateQueries();
  const cleared = (): void => {
    setValues({});
    setKept((before) => before + 1);
  };
  return (
    <RuleDrawer>
      <Page
        title={t("care:eligibility.title")}
        lead={asked.data && <Lead panel={asked.data} language={language} />}
      >
        <Answer of={asked}>
          {(panel) => (
            <div className="bedside">
              <Card className="entering" title={t("care:eligibility.enter")} note={t("care:grade.nothing_filled")}>
                <details className="from-table">
                  <summary>{t("course:sheet.fill")}</summary>
                  <SheetEntry key={kept} patient={patient} onChange={setTable} />
                </details>
                <EligibilityForm key={kept} panel={panel} values={values} onChange={setValues} />
                <KeepValues panel={panel} entered={entered} ready={asked.answered && table !== null} onKept={cleared} />
              </Card>
              <div className="column">
                {(panel.collected || panel.infused) && (
                  <p className="tag warn">
                    {t(panel.infused ? "care:eligibility.infused" : "care:eligibility.collected")}
                  </p>
                )}
                <Verdict panel={panel} />
                <AtOdds of={panel} />
                <Card title={t("care:now.washouts")}>
                  <EligibilityWaiting panel={panel} />
                </Card>
                <Card title={t("care:eligibility.counterfactual")}>
                  <EligibilityOnDay panel={panel} collect={collect} onCollect={setCollect} />
                </Card>
                <Card title={t("care:now.eligibility")} note={t("care:eligibility.list_note")}>
                  <EligibilityList panel={panel} onOverride={entered.length === 0 ? setOver : undefined} />
                  {entered.length > 0 && <p className="quiet">{t("care:eligibility.keep_first")}</p>}
                  {over && (
                    <EligibilityOverride
                      key={over.rule.id}
                      panel={panel}
                      one={over}
                      onDone={() => {
                        setOver(null);
                        reload();
                      }}
                      onReload={reload}
                    />
                  )}
                </Card>
                <Remarks panel={panel} />
              </div>
            </div>
          )}
        </Answer>
      </Page>
    </RuleDrawer>
  );
}

async function judge(patient: string, values: readonly Written[], collect: string): Promise<Panel> {
  const { data } = await api.POST("/api/care/patients/{patient}/eligibility", {
    params: { path: { patient } },
    body: { values: [...values], ...(collect && { collect }) },
  });
  if (!data) throw new Error("empty");
  return data;
}

function Lead({ panel, language }: { panel: Panel; language: "zh" | "en" }) {
  const { t } = useTranslation();
  return (
    <>
      {panel.demo && <span className="tag warn">{t("care:demo")}</span>}
      <Link className="rule-id" to={`/care/patients/${panel.id}`}>{panel.patient}</Link> · {moment(panel.at, language)}
    </>
  );
}

function Verdict({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  return (
    <section className="card verdict" aria-label={t("care:eligibility.verdict")} aria-live="polite">
      {panel.counts.map((one) => (
        <p key={one.stage}>
          <strong>{t(`care:eligibility.stage.${one.stage}`)}</strong> <Counts counts={one} />
        </p>
      ))}
      <p className="quiet">{t("care:patients.confirm")}</p>
    </section>
  );
}

function Remarks({ panel }: { panel: Panel }) {
  const { t } = useTranslation();
  const say = useSay();
  if (panel.remarks.length === 0) return null;
  return (
    <Card title={t("care:eligibility.remarks")} note={t("care:eligibility.remarks_note")}>
      <ul className="checks">
        {panel.remarks.map((one) => (
          <li key={one.id}>
            <span className={`tag ${one.state === "holds" ? "" : "warn"}`}>{t(`care:state.${one.state}`)}</span>
            <RuleButton rule={one.id} /> {say(one.text)} <span className="quiet">{say(one.place)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
