import { UserOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "./me";

/** Who is signed in, as what. */
export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return null;
  const name = me.demo ? t("shell:account.demo_name") : me.name;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <dl className="pairs narrow">
          <dt>{t("shell:account.name")}</dt>
          <dd>{name}</dd>
          <dt>{t("shell:account.roles")}</dt>
          <dd>{me.roles.map((role) => t(`shell:role.${role}`)).join(" · ")}</dd>
        </dl>
      }
    >
      <Button icon={<UserOutlined aria-hidden />} aria-label={`${t("shell:account.title")}: ${name}`}>
        <span className="wide">{name}</span>
      </Button>
    </Popover>
  );
}
