import { useQuery } from "@tanstack/react-query";
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
import type { Values, Written } from "./eligibilityValues";
import { KeepValues } from "./KeepValues";
import { RuleButton, RuleDrawer } from "./RuleDrawer";
import "./care.css";

type Panel = Api["SalvagePanel"];
type Reason = Api["BoardReason"];
const TAG = { holds: "good", fails: "", open: "warn" } as const;
const SIDES = ["for", "against", "condition", "note"] as const;

/** The decision board after a relapse: options side by side, each with its rule and what is unknown. */
export default function Salvage() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { patient = "" } = useParams();
  const [values, setValues] = useState<Values>({});
  // how often values were kept: the fields begin anew then, and not when others write
  const [kept, setKept] = useState(0);
  const entered = Object.values(values);
  const asked = useLasting(
    useQuery({
      queryKey: ["salvage", patient, values],
      queryFn: () => look(patient, entered),
    }),
  );
  const cleared = (): void => {
    setValues({});
    setKept((before) => before + 1);
  };
  return (
    <RuleDrawer>
      <Page
        title={t("care:salvage.title")}
        lead={
          asked.data && (
            <>
              {asked.data.demo && <span className="tag warn">{t("care:demo")}</span>}
              <Link className="rule-id" to={`/care/patients/${patient}`}>{asked.data.patient}</Link> · {moment(asked.data.at, language)}
            </>
          )
        }
      >
        <Answer of={asked}>
          {(panel) => (
            <div className="bedside">
              <Card className="entering" title={t("care:eligibility.enter")} note={t("care:grade.nothing_filled")}>
                <EligibilityForm key={kept} panel={panel} values={values} onChange={setValues} />
                <KeepValues panel={panel} entered={entered} ready={asked.answered} onKept={cleared} />
              </Card>
              <div className="column">
                <AtOdds of={panel} />
                {!panel.relapsed && <p className="tag warn">{t("care:salvage.no_relapse")}</p>}
                {panel.asked.length > 0 && (
                  <Card title={t("care:salvage.asked")}>
                    <p>{panel.asked.map((one) => `${say(one.label)} (${say(one.reason)})`).join(" · ")}</p>
                  </Card>
                )}
                {panel.parts.map((part) => (
                  <Card key={part.table} title={say(part.title)} note={t("care:salvage.unranked")}>
                    <p className="quiet">{say(part.text)}</p>
                    <Reasons reasons={part.reasons} />
                  </Card>
                ))}
                <p className="quiet">{t("care:patients.confirm")}</p>
              </div>
            </div>
          )}
        </Answer>
      </Page>
    </RuleDrawer>
  );
}

async function look(patient: string, values: readonly Written[]): Promise<Panel> {
  const { data } = await api.POST("/api/care/patients/{patient}/salvage", {
    params: { path: { patient } },
    body: { values: [...values] },
  });
  if (!data) throw new Error("empty");
  return data;
}

function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  return (
    <>
      {SIDES.map((side) => {
        const own = reasons.filter((one) => one.side === side);
        // a condition that is not met stands in the way, and is no less to be seen
        const gone = side === "condition" ? [] : own.filter((one) => one.rule.state === "fails");
        const shown = own.filter((one) => !gone.includes(one));
        if (own.length === 0) return null;
        return (
          <div key={side} className="side">
            <h3>{t(`care:salvage.side.${side}`)}</h3>
            <ul className="checks">
              {shown.map((one) => (
                <Row key={one.rule.id} one={one} />
              ))}
            </ul>
            {gone.length > 0 && (
              <details>
                <summary className="quiet">{t("care:salvage.not_here", { count: gone.length })}</summary>
                <ul className="checks">
                  {gone.map((one) => (
                    <Row key={one.rule.id} one={one} />
                  ))}
                </ul>
              </details>
            )}
          </div>
        );
      })}
    </>
  );
}

function Row({ one }: { one: Reason }) {
  const { t } = useTranslation();
  const say = useSay();
  const danger = one.side === "against" && one.rule.state === "holds";
  return (
    <li>
      <span className={`tag ${danger ? "danger" : TAG[one.rule.state]}`}>{t(`care:state.${one.rule.state}`)}</span>
      <RuleButton rule={one.rule.id} /> {say(one.rule.text)} <span className="quiet">{say(one.rule.place)}</span>
      {one.missing.length > 0 && (
        <div>
          {t("care:missing", { names: one.missing.map((m) => `${say(m.label)} (${say(m.reason)})`).join(" · ") })}
        </div>
      )}
      {one.partly && <div className="quiet">{say(one.partly)}</div>}
      {one.rule.errata.map((id) => (
        <Link key={id} className="rule-id" to={`/rules/errata#${id}`}>
          {id}{" "}
        </Link>
      ))}
    </li>
  );
}
