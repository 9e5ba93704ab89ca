import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Choose } from "../../parts/Choose";
import { Field } from "../../parts/Field";
import { JobLine } from "../../parts/JobLine";
import { Problem } from "../../parts/Problem";
import { useSay } from "../../shell/language";
import { AskedOf } from "./AskedOf";
import { OperatingAnswer } from "./OperatingAnswer";
import { EVERY, GOING } from "./useRun";

const SIDES = ["two-sided", "greater", "less"] as const;
/** What one-sided means: of shares, of hazards in two arms, of a median in one. */
const WORDS = {
  shares: { "two-sided": "two-sided", greater: "greater", less: "less" },
  arms: { "two-sided": "two-sided", greater: "sooner", less: "later" },
  median: { "two-sided": "two-sided", greater: "longer", less: "shorter" },
} as const;
const NUMBERS = ["patients", "trials", "alpha", "wanted", "seed"] as const;
const FIRST = { patients: "100", trials: "2000", alpha: "0.05", wanted: "0.8", seed: "1" };

interface OperatingProps {
  run: string;
  arms: readonly Api["ArmPlanned"][];
  answer: Api["TrialAnswer"];
}

/** What trials of a design would find in a run's patients: asked here, kept as a run of its own. */
export function Operating({ run, arms, answer }: OperatingProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const shown = query.get("shown") ?? "";
  const asked = (answer.arms[0]?.outcomes ?? []).filter((one) => one.share !== null || one.over_time);
  const [endpoint, setEndpoint] = useState((asked.find((one) => one.key === "ORR") ?? asked[0])?.key ?? "");
  const months = asked.find((one) => one.key === endpoint)?.over_time ?? false;
  const [first, setFirst] = useState(arms[0]?.id ?? "");
  const [other, setOther] = useState(arms[1]?.id ?? "");
  const [share, setShare] = useState("0.5");
  const [median, setMedian] = useState("12");
  const [reference, setReference] = months ? [median, setMedian] : [share, setShare];
  const [sides, setSides] = useState<(typeof SIDES)[number]>("two-sided");
  const worded = WORDS[!months ? "shares" : other ? "arms" : "median"];
  const [said, setSaid] = useState(FIRST);
  const show = (id: string): void => setQuery({ tab: "operating", shown: id }, { replace: true });
  const running = useMutation({
    mutationFn: () => {
      const body: Api["OperatingAsked"] = {
        endpoint,
        first,
        other,
        sides,
        reference: other ? null : Number(reference),
        patients: Number(said.patients),
        trials: Number(said.trials),
        alpha: Number(said.alpha),
        wanted: Number(said.wanted),
        seed: Number(said.seed),
      };
      return api.POST("/api/mechanism/runs/{run}/designs", { params: { path: { run } }, body });
    },
    onSuccess: ({ data }) => data && show(data.id),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.mutate();
  };
  return (
    <div className="column">
      <Card title={t("trials:operating.title")} note={t("trials:operating.note")}>
        <form onSubmit={submit} className="filters">
          <Choose
            label={t("trials:operating.endpoint")}
            value={endpoint}
            options={asked.map((one) => ({ value: one.key, label: say(one.label) }))}
            onChange={setEndpoint}
          />
          <Choose
            label={t("trials:operating.first")}
            value={first}
            options={arms.map((one) => ({ value: one.id, label: say(one.label) }))}
            onChange={(id) => {
              setFirst(id);
              if (id === other) setOther("");
            }}
          />
          <Choose
            label={t("trials:operating.other")}
            value={other}
            options={[
              ...arms.filter((one) => one.id !== first).map((one) => ({ value: one.id, label: say(one.label) })),
              { value: "", label: t(months ? "trials:operating.median" : "trials:operating.fixed") },
            ]}
            onChange={setOther}
          />
          {!other && (
            <Field
              label={t(months ? "trials:operating.months" : "trials:operating.reference")}
              type="number"
              min={0}
              max={months ? undefined : 1}
              step="any"
              required
              value={reference}
              onChange={(event) => setReference(event.target.value)}
            />
          )}
          <Choose
            label={t("trials:operating.sides")}
            value={sides}
            options={SIDES.map((one) => ({ value: one, label: t(`trials:operating.${worded[one]}`) }))}
            onChange={(value) => setSides(SIDES.find((one) => one === value) ?? "two-sided")}
          />
          {NUMBERS.map((name) => (
            <Field
              key={name}
              label={t(`trials:operating.${name}`)}
              type="number"
              min={0}
              step={name === "alpha" || name === "wanted" ? "any" : 1}
              required
              value={said[name]}
              onChange={(event) => setSaid({ ...said, [name]: event.target.value })}
            />
          ))}
          <Button type="primary" htmlType="submit" loading={running.isPending} disabled={!endpoint}>
            {t("trials:operating.run")}
          </Button>
        </form>
        {running.error && <Problem error={running.error} />}
        <AskedOf run={run} sort="design" shown={shown} onShow={show} />
      </Card>
      {shown && <Shown key={shown} run={shown} />}
    </div>
  );
}

function Shown({ run }: { run: string }) {
  const { t } = useTranslation();
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/designs/{run}",
    { params: { path: { run } } },
    { refetchInterval: ({ state }) => (state.data && GOING.has(state.data.head.state) ? EVERY : false) },
  );
  return (
    <Answer of={asked} rows={14}>
      {(page) => (
        <>
          {page.head.state !== "done" && page.head.job && <JobLine job={page.head.job} />}
          {page.other_code && <p className="caution">{t("trials:run.other_code")}</p>}
          {page.answer && <OperatingAnswer run={run} answer={page.answer} />}
        </>
      )}
    </Answer>
  );
}
