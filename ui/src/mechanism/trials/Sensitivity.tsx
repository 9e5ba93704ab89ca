import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { api, queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Choose } from "../../parts/Choose";
import { Field } from "../../parts/Field";
import { Figure } from "../../parts/Figure";
import { JobLine } from "../../parts/JobLine";
import { Mark } from "../../parts/Mark";
import { Problem } from "../../parts/Problem";
import { TakeFigure } from "../../parts/TakeFigure";
import { figure } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";
import { AskedOf } from "./AskedOf";
import { EVERY, GOING } from "./useRun";

const SHOWN = 20; // as the figure draws

interface SensitivityProps {
  run: string;
  outcomes: readonly Api["ModelOutcomeShown"][];
}

/** Which parameters an outcome depends on: asked for here, kept as a run, the shown one in the address. */
export function Sensitivity({ run, outcomes }: SensitivityProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const shown = query.get("shown") ?? "";
  const [outcome, setOutcome] = useState(outcomes.some((one) => one.id === "progression") ? "progression" : (outcomes[0]?.id ?? ""));
  const [patients, setPatients] = useState("1024");
  const show = (id: string): void => setQuery({ tab: "sensitivity", shown: id }, { replace: true });
  const running = useMutation({
    mutationFn: () =>
      api.POST("/api/mechanism/populations/{run}/sensitivities", {
        params: { path: { run } },
        body: { outcome, patients: Number(patients), seed: 1 },
      }),
    onSuccess: ({ data }) => data && show(data.id),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.mutate();
  };
  return (
    <div className="column">
      <Card title={t("trials:sensitivity.title")} note={t("trials:sensitivity.note")}>
        <form onSubmit={submit} className="filters">
          <Choose
            label={t("trials:sensitivity.outcome")}
            value={outcome}
            options={outcomes.map((one) => ({ value: one.id, label: say(one.label), group: say(one.group) }))}
            onChange={setOutcome}
          />
          <Field
            label={t("trials:sensitivity.patients")}
            type="number"
            min={128}
            step={1}
            required
            value={patients}
            onChange={(event) => setPatients(event.target.value)}
          />
          <Button type="primary" htmlType="submit" loading={running.isPending}>
            {t("trials:sensitivity.run")}
          </Button>
        </form>
        {running.error && <Problem error={running.error} />}
        <AskedOf run={run} sort="sensitivity" shown={shown} onShow={show} />
      </Card>
      {shown && <Shown key={shown} run={shown} />}
    </div>
  );
}

function Shown({ run }: { run: string }) {
  const { t } = useTranslation();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/sensitivities/{run}",
    { params: { path: { run } } },
    { refetchInterval: ({ state }) => (state.data && GOING.has(state.data.head.state) ? EVERY : false) },
  );
  return (
    <Answer of={asked} rows={14}>
      {(page) => (
        <>
          {page.head.state !== "done" && page.head.job && <JobLine job={page.head.job} />}
          {page.other_code && <p className="caution">{t("trials:run.other_code")}</p>}
          {page.answer && <Indices run={run} answer={page.answer} />}
        </>
      )}
    </Answer>
  );
}

function Indices({ run, answer }: { run: string; answer: Api["SensitivityAnswer"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const files = `/api/mechanism/runs/${run}/figures`;
  return (
    <>
      <Card title={`${say(answer.label)} · ${say(answer.method)}`} note={t("trials:simulated")}>
        <p>{t("trials:sensitivity.runs", { count: answer.runs, failed: answer.failed, reading: say(answer.reading) })}</p>
        {answer.rows.length === 0 ? (
          <p>{t("trials:sensitivity.never")}</p>
        ) : (
          <p>
            {t("trials:sensitivity.apart", {
              count: answer.apart,
              all: answer.rows.length,
              level: answer.level,
              chance: figure(answer.by_chance),
            })}
          </p>
        )}
        <h3>{t("trials:sensitivity.not_told")}</h3>
        <ul className="bullets">
          {answer.not_told.map((one) => (
            <li key={one.en}>{say(one)}</li>
          ))}
        </ul>
        <p className="hints">
          <a href={`/api/mechanism/sensitivities/${run}/table.csv?lang=${language}`} download>
            {t("trials:sensitivity.csv")}
          </a>
          <a href={`/api/mechanism/sensitivities/${run}`}>{t("trials:sensitivity.json")}</a>
        </p>
      </Card>
      <div className="grid-cards wide-cards">
        {answer.figures.map((one) => (
          <Card
            key={one.name}
            title={say(one.caption)}
            note={t("trials:simulated")}
            actions={
              <TakeFigure address={`${files}/${one.name}.svg?lang=${language}`} title={say(one.caption)} name={one.name} />
            }
          >
            <Figure address={`${files}/${one.name}.svg?lang=${language}`} />
          </Card>
        ))}
      </div>
      {answer.rows.length > 0 && (
        <Card title={t("trials:sensitivity.rest", { count: answer.rows.length })} note={t("trials:simulated")}>
          <Rows rows={answer.rows.slice(0, SHOWN)} label={t("trials:sensitivity.rest", { count: answer.rows.length })} />
          {answer.rows.length > SHOWN && (
            <details>
              <summary>{t("trials:sensitivity.smaller", { count: answer.rows.length - SHOWN })}</summary>
              <Rows
                rows={answer.rows.slice(SHOWN)}
                label={t("trials:sensitivity.smaller", { count: answer.rows.length - SHOWN })}
              />
            </details>
          )}
        </Card>
      )}
    </>
  );
}

/** An index is between -1 and 1: two decimals all the way down, with a true minus. */
function two(value: number | null): string {
  return value === null ? "—" : value.toFixed(2).replace(/^-(?!0\.00$)/, "−").replace(/^-/, "");
}

function Rows({ rows, label }: { rows: readonly Api["IndexShown"][]; label: string }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="plain dense">
        <thead>
          <tr>
            <th scope="col">{t("trials:sensitivity.parameter")}</th>
            <th scope="col">{t("trials:sensitivity.symbol")}</th>
            <th scope="col" className="right">
              {t("trials:sensitivity.index")}
            </th>
            <th scope="col" className="right">
              {t("trials:sensitivity.of")}
            </th>
            <th scope="col">{t("trials:sensitivity.mark")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.parameter}>
              <th scope="row">
                <Link to={`/mechanism/parameters?find=${one.parameter}`}>{say(one.label)}</Link>
              </th>
              <td>
                <code>{one.parameter}</code>
              </td>
              <td className="right nowrap">
                {two(one.value)} ({two(one.ci_lb)}; {two(one.ci_ub)})
              </td>
              <td className="right nowrap">{one.settled.map(two).join(" · ")}</td>
              <td>{one.mark ? <Mark mark={one.mark} /> : "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
