import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Choose } from "../../parts/Choose";
import { JobLine } from "../../parts/JobLine";
import { Problem } from "../../parts/Problem";
import { useSay } from "../../shell/language";

const PAGE = 50;
const ENDED = new Set(["done", "failed", "cancelled"]);

interface PatientsProps {
  run: string;
  arms: readonly { id: string; label: Api["Text"] }[];
}

/** The virtual patients of an arm; any of them opens in the care room, as known on a day. */
export function Patients({ run, arms }: PatientsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [arm, setArm] = useState(arms[0]?.id ?? "");
  const [first, setFirst] = useState(0);
  const asked = queries.useQuery(
    "get",
    "/api/mechanism/runs/{run}/patients/{arm}",
    { params: { path: { run, arm }, query: { first } } },
    { staleTime: Infinity },
  );
  return (
    <Card title={t("trials:patients.title")} note={t("trials:patients.note")}>
      <Choose
        label={t("trials:patients.arm")}
        value={arm}
        options={arms.map((one) => ({ value: one.id, label: say(one.label) }))}
        onChange={(id) => {
          setArm(id);
          setFirst(0);
        }}
      />
      <Answer of={asked} rows={10}>
        {(found) => (
          <>
            <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:patients.title")}>
              <table className="plain dense">
                <thead>
                  <tr>
                    {(["number", "crs", "crs_day", "icans", "response", "progression", "death", "open"] as const).map(
                      (one) => (
                        <th key={one} scope="col">
                          {t(`trials:patients.${one}`)}
                        </th>
                      ),
                    )}
                  </tr>
                </thead>
                <tbody>
                  {found.rows.map((one) => (
                    <Row key={`${arm} ${one.patient}`} run={run} arm={arm} row={one} days={found.days} />
                  ))}
                </tbody>
              </table>
            </div>
            {found.all > PAGE && (
              <p className="hints">
                <Button size="small" disabled={first === 0} onClick={() => setFirst(Math.max(0, first - PAGE))}>
                  {t("trials:patients.before")}
                </Button>
                <span className="quiet">
                  {t("trials:patients.range", { from: first, to: first + found.rows.length - 1, all: found.all })}
                </span>
                <Button size="small" disabled={first + PAGE >= found.all} onClick={() => setFirst(first + PAGE)}>
                  {t("trials:patients.after")}
                </Button>
              </p>
            )}
          </>
        )}
      </Answer>
    </Card>
  );
}

interface RowProps {
  run: string;
  arm: string;
  row: Api["VirtualPatientRow"];
  days: number;
}

function Row({ run, arm, row, days }: RowProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [day, setDay] = useState(String(Math.round(row.crs_day ?? 0)));
  const opening = useMutation({
    mutationFn: async () => {
      const { data } = await api.POST("/api/mechanism/runs/{run}/records", {
        params: { path: { run } },
        body: { arm, patient: row.patient, day: Number(day) },
      });
      return data;
    },
  });
  const shown = (value: number | null): string => (value === null ? "—" : value.toFixed(0));
  return (
    <tr>
      <th scope="row">{row.status === "ok" ? row.patient : `${row.patient} · ${row.status}`}</th>
      <td>{shown(row.crs)}</td>
      <td>{shown(row.crs_day)}</td>
      <td>{shown(row.icans)}</td>
      <td>{row.response ? say(row.response) : "—"}</td>
      <td>{shown(row.progression_day)}</td>
      <td>{shown(row.death_day)}</td>
      <td className="nowrap">
        <input
          className="day"
          type="number"
          min={0}
          max={days}
          value={day}
          aria-label={t("trials:patients.day", { number: row.patient })}
          onChange={(event) => setDay(event.target.value)}
        />{" "}
        <Button
          size="small"
          loading={opening.isPending}
          aria-label={t("trials:patients.open_of", { number: row.patient })}
          onClick={() => opening.mutate()}
        >
          {t("trials:patients.open_now")}
        </Button>
        {opening.error && <Problem error={opening.error} />}
        {opening.data && <Opening opening={opening.data} />}
      </td>
    </tr>
  );
}

/** Wait until the record is written, then go to it. */
function Opening({ opening }: { opening: Api["RecordOpening"] }) {
  const go = useNavigate();
  const job = opening.job;
  const asked = queries.useQuery(
    "get",
    "/api/jobs/{job}",
    { params: { path: { job: job ?? "" } } },
    {
      enabled: job !== null,
      refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.state) ? false : 800),
    },
  );
  const ready = job === null || asked.data?.state === "done";
  useEffect(() => {
    if (ready) void go(`/care/patients/${opening.record}`);
  }, [go, opening.record, ready]);
  return job === null ? null : <JobLine job={job} />;
}
