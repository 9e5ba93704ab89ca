import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, queries } from "../api/client";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { Field } from "../parts/Field";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";

const ME = queries.queryOptions("get", "/api/me", {}).queryKey;

/** Name and password; what one came for shows afterwards, at the same address. */
export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const provider = queries.useQuery("get", "/api/oidc");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const entering = useMutation({
    mutationFn: () => api.POST("/api/login", { body: { name, password } }),
    onSuccess: async ({ data }) => {
      setPassword("");
      const before = client.getQueryData<Api["Me"]>(ME);
      if (!before) return client.resetQueries();
      // nothing of the one who was here before is shown to another; the same goes on where it was
      if (before.account !== data?.account) return window.location.reload();
      await client.refetchQueries({ queryKey: ME });
      return client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <Page title={t("account:sign_in.title")} json={null}>
      <Card className="form">
        <form onSubmit={submit}>
          <Field
            label={t("account:name")}
            autoComplete="username"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label={t("account:password")}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="primary" htmlType="submit" loading={entering.isPending}>
            {t("account:sign_in.enter")}
          </Button>
        </form>
        {provider.data?.available && (
          <p>
            <a href="/api/oidc/start">{t("account:sign_in.through", { name: provider.data.label })}</a>
          </p>
        )}
        {entering.error && <Problem error={entering.error} />}
      </Card>
    </Page>
  );
}
