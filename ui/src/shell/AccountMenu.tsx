import { UserOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "../api/client";
import { AppearanceChoice } from "./AppearanceChoice";
import { useMe } from "./me";

/** Who is signed in, as what; the way to one's account and out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { me } = useMe();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const leaving = useMutation({
    mutationFn: () => api.POST("/api/logout"),
    onSettled: () => client.resetQueries(),
  });
  if (!me) return null;
  const name = me.demo ? t("shell:account.demo_name") : me.name;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      getPopupContainer={(button) => button.parentElement ?? document.body} // within the banner landmark
      open={open}
      onOpenChange={setOpen}
      content={
        <>
          <dl className="pairs narrow">
            <dt>{t("shell:account.name")}</dt>
            <dd>{name}</dd>
            <dt>{t("shell:account.roles")}</dt>
            <dd>{me.roles.map((role) => t(`shell:role.${role}`)).join(" · ")}</dd>
            <AppearanceChoice />
          </dl>
          <p className="hints">
            <Link to="/account" onClick={() => setOpen(false)}>
              {t("shell:account.own")}
            </Link>
            {!me.demo && (
              <button type="button" className="link" onClick={() => leaving.mutate()}>
                {t("shell:account.leave")}
              </button>
            )}
          </p>
        </>
      }
    >
      <Button icon={<UserOutlined aria-hidden />} aria-label={`${t("shell:account.title")}: ${name}`}>
        <span className="wide">{name}</span>
      </Button>
    </Popover>
  );
}
