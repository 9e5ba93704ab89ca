import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";

/** The old password and a new one, typed twice. */
export function PasswordForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const changing = useMutation({
    mutationFn: () => api.POST("/api/me/password", { body: { old, new: fresh } }),
    onSuccess: () => {
      setOld("");
      setFresh("");
      setAgain("");
      return client.resetQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    changing.mutate();
  };
  const differ = again !== "" && again !== fresh;
  return (
    <form onSubmit={submit}>
      <Field
        label={t("account:password_old")}
        type="password"
        autoComplete="current-password"
        required
        value={old}
        onChange={(event) => setOld(event.target.value)}
      />
      <Field
        label={t("account:password_new")}
        type="password"
        autoComplete="new-password"
        required
        value={fresh}
        onChange={(event) => setFresh(event.target.value)}
      />
      <Field
        label={t("account:password_again")}
        type="password"
        autoComplete="new-password"
        required
        aria-invalid={differ}
        value={again}
        onChange={(event) => setAgain(event.target.value)}
      />
      {differ && <p role="alert">{t("account:password_differs")}</p>}
      <Button
        type="primary"
        htmlType="submit"
        disabled={!old || !fresh || fresh !== again}
        loading={changing.isPending}
      >
        {t("account:password_change")}
      </Button>
      {changing.isSuccess && <p role="status">{t("account:password_changed")}</p>}
      {changing.error && <Problem error={changing.error} />}
    </form>
  );
}
