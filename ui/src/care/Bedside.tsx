import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { api } from "../api/client";
import { Refused } from "../api/refusal";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { Tabs } from "../parts/Tabs";
import { useLasting } from "../parts/useLasting";
import { useUnkept } from "../parts/useUnkept";
import { useKeys } from "../shell/keys";
import { useLanguage, useSay } from "../shell/language";
import { AtOdds } from "./AtOdds";
import { Counters, Orders } from "./Consider";
import { DecisionBody } from "./DecisionList";
import { GradeForm } from "./GradeForm";
import { gradeClass, gradeText } from "./grades";
import { Kept } from "./Kept";
import { Checks } from "./NowTab";
import { RuleButton, RuleDrawer } from "./RuleDrawer";
import { WriteProblem } from "./WriteProblem";
import "./care.css";

type What = Api["GradePanel"]["what"];
type Values = Record<string, Api["WrittenValue"]>;
/** How often (ms) the grade is asked anew: time alone changes what is still valid, and what is due. */
const AGAIN = 60_000;

/** A grade at the bedside: signs in, the grade at once, kept and signed only when somebody says so. */
export default function Bedside() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { patient = "" } = useParams();
  const [query, setQuery] = useSearchParams();
  const what: What = query.get("what") === "icans" ? "icans" : "crs";
  // the signs of both grades are held until they are kept: looking at the other loses none
  const [signs, setSigns] = useState<Record<What, Values>>({ crs: {}, icans: {} });
  const values = signs[what];
  const entered = Object.values(values);
  const asked = useLasting(
    useQuery({
      queryKey: ["grade", patient, what, values],
      queryFn: () => panel(patient, what, entered),
      refetchInterval: AGAIN,
    }),
    what,
  );
  useUnkept(Object.values(signs).some((one) => Object.keys(one).length > 0));
  const setValues = (next: Values): void => setSigns((before) => ({ ...before, [what]: next }));
  const drop = (sent: readonly Values[string][]): void =>
    setSigns((before) => ({
      ...before,
      [what]: Object.fromEntries(Object.entries(before[what]).filter(([, one]) => !sent.includes(one))),
    }));
  const choose = (key: string): void => setQuery({ what: key }, { replace: true });
  return (
    <RuleDrawer>
      <Page
        title={t("care:grade.title")}
        lead={
          asked.data && (
            <>
              {asked.data.demo && <span className="tag warn">{t(asked.data.simulated ? "trials:simulated" : "care:demo")}</span>}
              <Link className="rule-id" to={`/care/patients/${patient}`}>
                {asked.data.patient}
              </Link>
              {asked.data.day !== null && ` · ${t("care:patient.day", { day: asked.data.day })}`} ·{" "}
              {moment(asked.data.at, language)}
            </>
          )
        }
        json={`/api/care/patients/${patient}/grade?what=${what}`}
      >
        <Tabs
          label={t("care:grade.title")}
          items={[
            { key: "crs", label: t("care:grade.crs") },
            { key: "icans", label: t("care:grade.icans") },
          ]}
          active={what}
          onChange={choose}
        >
          <Answer of={{ ...asked, error: asked.data ? null : asked.error }}>
            {(found) => (
              <div className="bedside">
                <Card className="entering" title={t("care:grade.signs")} note={t("care:grade.nothing_filled")}>
                  <GradeForm form={found.form} values={values} onChange={setValues} />
                </Card>
                <div className="column">
                  {asked.error ? <Problem error={asked.error} onRetry={() => void asked.refetch()} /> : null}
                  <AtOdds of={found} />
                  <Why panel={found} />
                  <Card title={t("care:now.counters")}>
                    <Counters counters={found.counters} />
                  </Card>
                  <Card title={t("care:now.orders")} note={t("care:now.unsigned")}>
                    <Orders orders={found.orders} />
                  </Card>
                  <Card title={t("care:now.checks")}>
                    <Checks checks={found.checks} />
                  </Card>
                </div>
                <Edge
                  key={what}
                  panel={found}
                  entered={entered}
                  answered={asked.answered}
                  error={asked.error}
                  onDone={drop}
                />
              </div>
            )}
          </Answer>
        </Tabs>
      </Page>
    </RuleDrawer>
  );
}

async function panel(
  patient: string,
  what: What,
  values: readonly Api["WrittenValue"][],
): Promise<Api["GradePanel"]> {
  const path = { patient };
  const { data } =
    values.length === 0
      ? await api.GET("/api/care/patients/{patient}/grade", { params: { path, query: { what } } })
      : await api.POST("/api/care/patients/{patient}/grade", {
          params: { path },
          body: { what, values: [...values] },
        });
  if (!data) throw new Error("empty");
  return data;
}

function Why({ panel: found }: { panel: Api["GradePanel"] }) {
  const { t } = useTranslation();
  return (
    <Card title={t("care:grade.why")} note={t("care:grade.with_record")}>
      {found.decision ? (
        <DecisionBody decision={found.decision} inputs />
      ) : (
        <p className="quiet">{t("care:grade.not_infused")}</p>
      )}
    </Card>
  );
}

interface EdgeProps {
  panel: Api["GradePanel"];
  entered: readonly Api["WrittenValue"][];
  /** Whether the panel is of what is entered now, and why not. */
  answered: boolean;
  error: unknown;
  /** These were kept. */
  onDone: (sent: readonly Api["WrittenValue"][]) => void;
}

/** The grade and what decides it at the lower edge, with the buttons, always in sight. */
function Edge({ panel: found, entered, answered, error, onDone }: EdgeProps) {
  const { t } = useTranslation();
  const say = useSay();
  const client = useQueryClient();
  // of signs that have no answer (yet) there is no grade: the last one would be of other signs
  const decision = answered ? found.decision : null;
  const bounds = decision ?? { low: null, high: null };
  const path = { patient: found.id };
  const reload = (): void => void client.invalidateQueries();
  const done = (_: unknown, sent: readonly Api["WrittenValue"][]): void => {
    onDone(sent);
    reload();
  };
  const keeping = useMutation({
    mutationFn: (sent: readonly Api["WrittenValue"][]) =>
      api.POST("/api/care/patients/{patient}/readings", {
        params: { path },
        body: { after: found.version, values: [...sent] },
      }),
    onSuccess: done,
  });
  const signing = useMutation({
    mutationFn: (sent: readonly Api["WrittenValue"][]) =>
      api.POST("/api/care/patients/{patient}/grade/sign", {
        params: { path },
        body: { after: found.version, what: found.what, grade: decision?.low ?? -1, values: [...sent] },
      }),
    onSuccess: done,
  });
  // what came of an earlier press is not told beside what comes of the next
  const forget = (): void => {
    keeping.reset();
    signing.reset();
  };
  const keep = (): void => {
    forget();
    keeping.mutate(entered);
  };
  const sign = (): void => {
    forget();
    signing.mutate(entered);
  };
  const anew = (): void => {
    forget();
    reload();
  };
  const able = Boolean(decision?.settled) && !keeping.isPending && !signing.isPending;
  useKeys([{ keys: "mod+Enter", label: "care:grade.sign", run: () => able && sign(), typing: true }]);
  const written = signing.data?.data ?? keeping.data?.data;
  const refused = signing.error ?? keeping.error;
  const whyNot = error instanceof Refused && error.refusal ? say(error.refusal.what) : error ? t("shell:problem.unknown.what") : "";
  return (
    <section className="edge" aria-label={t("care:grade.result")}>
      <div className="edge-grade" aria-live="polite">
        <span className={`${gradeClass(bounds)} big`}>{gradeText(bounds)}</span>
        <span>
          <strong>{t(`care:grade.${found.what}`)}</strong>{" "}
          {!answered ? (
            <span className="quiet">{whyNot}</span>
          ) : decision?.settled ? (
            <>
              {decision.deciding.length > 0 && t("care:grade.deciding")}{" "}
              {decision.deciding.map((rule) => (
                <RuleButton key={rule} rule={rule} />
              ))}
            </>
          ) : (
            <span className="quiet">
              {decision
                ? t("care:missing", { names: decision.missing.slice(0, 3).map((one) => say(one.label)).join(" · ") })
                : t("care:grade.not_infused")}
            </span>
          )}
        </span>
      </div>
      {entered.length === 0 && decision?.settled && !signing.isSuccess && (
        <p className="quiet">{t("care:grade.from_record")}</p>
      )}
      <div className="edge-buttons">
        <Button
          disabled={entered.length === 0 || !answered || signing.isPending}
          loading={keeping.isPending}
          onClick={keep}
        >
          {t("care:grade.keep")}
        </Button>
        <Button
          type="primary"
          disabled={!decision?.settled || keeping.isPending}
          loading={signing.isPending}
          onClick={sign}
        >
          {t("care:grade.sign")}
        </Button>
      </div>
      {written && entered.length === 0 && !refused && (
        <Kept written={written} said={t(signing.isSuccess ? "care:grade.signed" : "care:grade.kept")} />
      )}
      {refused && <WriteProblem error={refused} onReload={anew} onProved={sign} />}
    </section>
  );
}
