import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";

/** What is shown where a page failed to draw: the rest of the workspace goes on. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Page title={t("shell:broken.title")} json={null}>
      <Problem error={error} onRetry={() => window.location.reload()} />
    </Page>
  );
}
