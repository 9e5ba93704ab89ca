import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Answer } from "../parts/Answer";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { moment } from "../parts/format";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { useLanguage } from "../shell/language";

type Role = Api["Me"]["roles"][number];
const ROLES: readonly Role[] = [
  "administrator",
  "clinician",
  "nurse",
  "reviewer",
  "methodologist",
  "modeller",
  "auditor",
];

/** Everybody's accounts, for administrators. */
export default function Accounts() {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/accounts");
  return (
    <Page title={t("account:all.title")}>
      <Answer of={asked}>
        {(accounts) => (
          <div className="column">
            <Card>
              <div className="scroll">
                <table className="plain">
                  <thead>
                    <tr>
                      {["name", "roles", "last", "state"].map((one) => (
                        <th key={one} scope="col">
                          {t(`account:column.${one}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {accounts.map((one) => (
                      <AccountRow key={one.id} account={one} />
                    ))}
                  </tbody>
                </table>
              </div>
            </Card>
            <Entry />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function AccountRow({ account }: { account: Api["Account"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (disabled: boolean) =>
      api.PATCH("/api/accounts/{account}", {
        params: { path: { account: account.id } },
        body: { disabled },
      }),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <tr className={account.disabled ? "faint" : undefined}>
      <td>
        {account.name} <span className="quiet">{account.label}</span>
      </td>
      <td>{account.roles.map((role) => t(`shell:role.${role}`)).join(" · ")}</td>
      <td>{account.login_at ? moment(account.login_at, language) : "—"}</td>
      <td>
        <Button size="small" loading={changing.isPending} onClick={() => changing.mutate(!account.disabled)}>
          {t(account.disabled ? "account:enable" : "account:disable")}
        </Button>
        {changing.error && <Problem error={changing.error} />}
      </td>
    </tr>
  );
}

function Entry() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<readonly Role[]>(["clinician"]);
  const entering = useMutation({
    mutationFn: () =>
      api.POST("/api/accounts", {
        body: { name, label: "", password: password || null, roles: [...roles] },
      }),
    onSuccess: () => {
      setName("");
      setPassword("");
      return client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <Card title={t("account:add")} className="form">
      <form onSubmit={submit}>
        <Field
          label={t("account:name")}
          required
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t("account:password_first")}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <fieldset>
          <legend>{t("account:column.roles")}</legend>
          {ROLES.map((role) => (
            <label key={role} className="tick">
              <input
                type="checkbox"
                checked={roles.includes(role)}
                onChange={(event) =>
                  setRoles(event.target.checked ? [...roles, role] : roles.filter((one) => one !== role))
                }
              />
              {t(`shell:role.${role}`)}
            </label>
          ))}
        </fieldset>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!name || roles.length === 0}
          loading={entering.isPending}
        >
          {t("account:add")}
        </Button>
        {entering.error && <Problem error={entering.error} />}
      </form>
    </Card>
  );
}
