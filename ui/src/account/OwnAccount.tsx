import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card } from "../parts/Card";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { useMe } from "../shell/me";
import { PasswordForm } from "./PasswordForm";

/** Who one is here, and one's password. */
export default function OwnAccount() {
  const { t } = useTranslation();
  const { me } = useMe();
  return (
    <Page title={t("account:own.title")} json={null}>
      {me ? (
        <div className="grid-cards">
          <Card title={me.demo ? t("shell:account.demo_name") : me.name}>
            <p>{me.roles.map((role) => t(`shell:role.${role}`)).join(" · ")}</p>
            {me.demo && <p className="quiet">{t("account:own.demo")}</p>}
            {me.roles.includes("administrator") && !me.demo && (
              <Link to="/accounts">{t("account:all.title")}</Link>
            )}
          </Card>
          {!me.demo && (
            <Card title={t("account:password_change")} className="form">
              {me.must_change && <p>{t("account:must_change")}</p>}
              <PasswordForm />
            </Card>
          )}
        </div>
      ) : (
        <Waiting />
      )}
    </Page>
  );
}
