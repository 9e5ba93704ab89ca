import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { Page } from "../parts/Page";

export function NotFound() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <Page title={t("shell:not_found.title")} json={null}>
      <p>
        {t("shell:not_found.text")} <code>{pathname}</code>
      </p>
      <Link to="/">
        <Button type="primary" tabIndex={-1}>
          {t("shell:not_found.home")}
        </Button>
      </Link>
    </Page>
  );
}
