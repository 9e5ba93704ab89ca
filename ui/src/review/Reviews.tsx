import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { useLanguage, useSay } from "../shell/language";
import { useMe } from "../shell/me";
import { useAnew } from "./useReview";

const PARTS: Api["PersonAsked"]["roles"] = ["screener", "extractor", "third"];
const WRITERS = new Set(["administrator", "reviewer", "methodologist"]);

/** The systematic reviews: those one works on, and a published one to look at. */
export default function Reviews() {
  const { t } = useTranslation();
  const say = useSay();
  const language = useLanguage();
  const { me } = useMe();
  const asked = queries.useQuery("get", "/api/evidence/reviews");
  return (
    <Page title={t("review:list.title")} lead={t("review:list.lead")}>
      <div className="column">
        <Card>
          <Answer of={asked}>
            {(reviews) => (
              <div className="scroll">
                <table className="plain">
                  <thead>
                    <tr>
                      <th scope="col">{t("review:list.name")}</th>
                      <th scope="col" className="right">
                        {t("review:list.reports")}
                      </th>
                      <th scope="col" className="right">
                        {t("review:list.studies")}
                      </th>
                      <th scope="col" className="right">
                        {t("review:list.people")}
                      </th>
                      <th scope="col">{t("review:list.at")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {reviews.map((one) => (
                      <tr key={one.id}>
                        <td>
                          <Link to={`/evidence/reviews/${one.id}`}>{say(one.title)}</Link>{" "}
                          {one.demo && <span className="tag">{t("review:list.published")}</span>}
                        </td>
                        <td className="right">{one.reports}</td>
                        <td className="right">{one.studies}</td>
                        <td className="right">{one.people || "—"}</td>
                        <td>{moment(one.at, language)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Answer>
        </Card>
        {me?.roles.some((one) => WRITERS.has(one)) && <Begin />}
      </div>
    </Page>
  );
}

function Begin() {
  const { t } = useTranslation();
  const { me } = useMe();
  const navigate = useNavigate();
  const anew = useAnew();
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const people = queries.useQuery("get", "/api/evidence/reviews/people");
  const others = (people.data ?? []).filter((one) => one.person !== me?.account);
  const begin = useMutation({
    mutationFn: () =>
      api.POST("/api/evidence/reviews", {
        body: {
          title: { zh, en },
          people: others
            .filter((one) => !left.has(one.person))
            .map((one) => ({ person: one.person, roles: PARTS })),
        },
      }),
    onSuccess: async ({ data }) => {
      await anew();
      if (data) void navigate(`/evidence/reviews/${data.id}`);
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    begin.mutate();
  };
  const turn = (person: string): void => {
    const next = new Set(left);
    if (!next.delete(person)) next.add(person);
    setLeft(next);
  };
  return (
    <Card title={t("review:new.title")} className="form">
      <form onSubmit={send}>
        <Field label={t("review:new.zh")} value={zh} required onChange={(event) => setZh(event.target.value)} />
        <Field label={t("review:new.en")} value={en} required onChange={(event) => setEn(event.target.value)} />
        {others.length > 0 && (
          <fieldset>
            <legend>{t("review:new.people")}</legend>
            {others.map((one) => (
              <label key={one.person} className="tick">
                <input type="checkbox" checked={!left.has(one.person)} onChange={() => turn(one.person)} />
                {me?.demo ? t("review:demo_person", { name: one.name }) : one.name}
              </label>
            ))}
          </fieldset>
        )}
        <Button type="primary" htmlType="submit" loading={begin.isPending}>
          {t("review:new.begin")}
        </Button>
      </form>
      {begin.error && <Problem error={begin.error} />}
    </Card>
  );
}
