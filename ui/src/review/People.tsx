import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { moment } from "../parts/format";
import { Problem } from "../parts/Problem";
import { useLanguage } from "../shell/language";
import { useMe } from "../shell/me";
import { ReviewFrame } from "./ReviewFrame";
import { useAnew, useReview } from "./useReview";

type Role = Api["PersonShown"]["roles"][number];
const ROLES: readonly Role[] = ["screener", "extractor", "third"];

/** Who takes part and as what: each change is an event, and votes stay unless it says otherwise. */
export default function People() {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/people", { params: { path, query } });
  return (
    <ReviewFrame step="people" json="/people">
      {(review) => (
        <Answer of={asked}>{(held) => <Team held={held} mayWrite={!review.demo && review.mine.length > 0} />}</Answer>
      )}
    </ReviewFrame>
  );
}

function Team({ held, mayWrite }: { held: Api["PeoplePage"]; mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { me } = useMe();
  const { path, query } = useReview();
  const anew = useAnew();
  const [keep, setKeep] = useState(true);
  const params = { path, query };
  const give = useMutation({
    mutationFn: (body: { person: string; roles: Role[] }) =>
      api.POST("/api/evidence/reviews/{review}/people", { params, body: { after: held.version, ...body } }),
    onSettled: anew,
  });
  const leave = useMutation({
    mutationFn: (person: string) =>
      api.POST("/api/evidence/reviews/{review}/people/remove", {
        params,
        // nobody discards another's judgements
        body: { after: held.version, person, keep_votes: keep || person !== held.me },
      }),
    onSettled: anew,
  });
  const undo = useMutation({
    mutationFn: (version: number) =>
      api.POST("/api/evidence/reviews/{review}/steps/undo", { params, body: { after: held.version, version } }),
    onSettled: anew,
  });
  const busy = give.isPending || leave.isPending || undo.isPending;
  const problem = give.error ?? leave.error ?? undo.error;
  const mayChange = mayWrite && held.may_change;
  const named = (name: string): string => (me?.demo ? t("review:demo_person", { name }) : name);
  const turn = (one: Api["PersonShown"], role: Role): void => {
    const roles = one.roles.includes(role) ? one.roles.filter((it) => it !== role) : [...one.roles, role];
    give.mutate({ person: one.person, roles });
  };
  const active = held.people.filter((one) => one.active);
  return (
    <>
      <Card title={t("review:one.people")}>
        {active.length === 0 && <p>{t("review:one.nobody")}</p>}
        <ul className="people">
          {active.map((one) => (
            <li key={one.person}>
              <strong>{named(one.name)}</strong>
              {ROLES.map((role) => (
                <label key={role} className="tick">
                  <input
                    type="checkbox"
                    checked={one.roles.includes(role)}
                    disabled={!mayChange || busy}
                    onChange={() => turn(one, role)}
                  />
                  {t(`review:role.${role}`)}
                </label>
              ))}
              {(mayChange || (mayWrite && one.person === held.me)) && (
                <Button size="small" disabled={busy} onClick={() => leave.mutate(one.person)}>
                  {t("conduct:people.remove", { name: one.name })}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {mayWrite && active.some((one) => one.person === held.me) && (
          <label className="tick">
            <input type="checkbox" checked={keep} onChange={() => setKeep(!keep)} />
            {t("conduct:people.keep")}
          </label>
        )}
        {problem && <Problem error={problem} />}
      </Card>
      {mayChange && held.candidates.length > 0 && (
        <Card title={t("conduct:people.add")} note={t("conduct:people.add_note")}>
          <ul className="people">
            {held.candidates.map((one) => (
              <li key={one.person}>
                <strong>{named(one.name)}</strong>
                {(
                  [
                    ["full", ["screener", "extractor", "third"]],
                    ["third", ["third"]],
                  ] as const
                ).map(([key, roles]) => (
                  <Button
                    key={key}
                    size="small"
                    disabled={busy}
                    onClick={() => give.mutate({ person: one.person, roles: [...roles] })}
                  >
                    {t(`conduct:people.as_${key}`, { name: one.name })}
                  </Button>
                ))}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={t("conduct:people.steps")}>
        <ul className="bullets">
          {held.steps.map((one) => (
            <li key={one.version}>
              {t(`conduct:people.${one.what}`, { name: named(one.name), by: named(one.by), when: moment(one.at, language) })}{" "}
              <span className="quiet">
                {one.what === "removed"
                  ? t(one.keep_votes ? "conduct:people.kept" : "conduct:people.dropped")
                  : one.roles.map((role) => t(`review:role.${role}`)).join(" · ")}
              </span>{" "}
              {one.what === "removed" && mayChange && (
                <Button size="small" disabled={busy} onClick={() => undo.mutate(one.version)}>
                  {t("conduct:joins.undo")}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {held.steps.length === 0 && <p>{t("conduct:people.no_steps")}</p>}
      </Card>
    </>
  );
}
