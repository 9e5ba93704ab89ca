import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { Refused } from "../api/refusal";
import { Field } from "../parts/Field";
import { Problem } from "../parts/Problem";
import { sinceOf } from "../parts/Since";

interface WriteProblemProps {
  error: unknown;
  /** Read again what others wrote. */
  onReload: () => void;
  /** Once the password was given: try to sign again. */
  onProved?: () => void;
}

/** Why nothing was written: what somebody else wrote meanwhile, or that a signature is wanted. */
export function WriteProblem({ error, onReload, onProved }: WriteProblemProps) {
  const { t } = useTranslation();
  if (!(error instanceof Refused) || !error.refusal) return <Problem error={error} />;
  if (error.status === 403 && error.refusal.where === "/api/me/prove" && onProved) {
    return <Prove onProved={onProved} />;
  }
  return (
    <>
      <Problem error={error} />
      {sinceOf(error).length > 0 && (
        <div className="sheet">
          <Button onClick={onReload}>{t("care:reload")}</Button>
        </div>
      )}
    </>
  );
}

function Prove({ onProved }: { onProved: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const proving = useMutation({
    mutationFn: () => api.POST("/api/me/prove", { body: { password } }),
    onSuccess: onProved,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // a second press would sign twice, and be refused after a good signature
    if (proving.isPending || proving.isSuccess) return;
    proving.mutate();
  };
  return (
    <form onSubmit={submit} className="sheet">
      <Field
        label={t("care:sign.password")}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="primary" htmlType="submit" loading={proving.isPending || proving.isSuccess}>
        {t("care:sign.again")}
      </Button>
      {proving.error && <Problem error={proving.error} />}
    </form>
  );
}
