import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../../api/client";
import type { Api } from "../../api/types";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Nothing } from "../../parts/Nothing";
import { moment } from "../../parts/format";
import { useLanguage, useSay } from "../../shell/language";

/** Where a run of a sort has its page. */
export function runPath(run: Pick<Api["RunListed"], "id" | "sort" | "of">): string {
  if (run.sort === "sensitivity") return `/mechanism/populations/${run.of}?tab=sensitivity&shown=${run.id}`;
  if (run.sort === "design") return `/mechanism/runs/${run.of}?tab=operating&shown=${run.id}`;
  const room = { trial: "runs", population: "populations", comparison: "comparisons" }[run.sort];
  return `/mechanism/${room}/${run.id}`;
}

/** The saved runs of one sort, or of all. */
export function RunsCard({ sort }: { sort?: Api["RunListed"]["sort"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const asked = queries.useQuery("get", "/api/mechanism/runs", {}, { refetchInterval: 10_000 });
  return (
    <Card title={t("trials:runs.title")} note={t("trials:runs.note")}>
      <Answer of={asked} rows={4}>
        {(all) => {
          const runs = all.filter((one) => sort === undefined || one.sort === sort);
          if (runs.length === 0) return <Nothing text={t("trials:runs.none")} />;
          return (
            <div className="scroll" tabIndex={0} role="group" aria-label={t("trials:runs.title")}>
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("trials:runs.name")}</th>
                    <th scope="col">{t("trials:runs.sort")}</th>
                    <th scope="col" className="right">
                      {t("trials:form.patients")}
                    </th>
                    <th scope="col" className="right">
                      {t("trials:form.days")}
                    </th>
                    <th scope="col" className="right">
                      {t("trials:form.seed")}
                    </th>
                    <th scope="col">{t("trials:runs.state")}</th>
                    <th scope="col">{t("trials:runs.at")}</th>
                  </tr>
                </thead>
                <tbody>
                  {runs.map((one) => (
                    <tr key={one.id}>
                      <td>
                        <Link to={runPath(one)}>{say(one.title)}</Link>
                      </td>
                      <td>{t(`trials:sort.${one.sort}`)}</td>
                      <td className="right">{one.patients}</td>
                      <td className="right">{one.days}</td>
                      <td className="right">{one.seed}</td>
                      <td>
                        <span className="tag">{t(`shell:job.${one.state}`)}</span>
                      </td>
                      <td className="nowrap">{moment(one.at, language)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Answer>
    </Card>
  );
}
