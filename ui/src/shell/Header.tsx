import { QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation } from "react-router";
import { AccountMenu } from "./AccountMenu";
import { placeAt } from "./all-places";
import { LanguageSwitch } from "./LanguageSwitch";
import type { Room } from "./places";

const ROOMS: { room: Room; path: string }[] = [
  { room: "home", path: "/" },
  { room: "evidence", path: "/evidence" },
  { room: "care", path: "/care" },
  { room: "mechanism", path: "/mechanism" },
  { room: "rules", path: "/rules" },
];

interface HeaderProps {
  onPalette: () => void;
  onHelp: () => void;
}

export function Header({ onPalette, onHelp }: HeaderProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = placeAt(pathname)?.room;
  return (
    <header className="header">
      <Link className="brand" to="/">
        {t("shell:brand")}
      </Link>
      <nav className="rooms" aria-label={t("shell:rooms")}>
        {ROOMS.map(({ room, path }) => (
          <NavLink
            key={room}
            to={path}
            className={here === room ? "room here" : "room"}
            aria-current={here === room ? "page" : undefined}
            end
          >
            {t(`shell:room.${room}`)}
          </NavLink>
        ))}
      </nav>
      <div className="tools">
        <Button className="find" onClick={onPalette} icon={<SearchOutlined aria-hidden />}>
          <span className="wide">{t("shell:palette.open")}</span>
          <kbd className="wide">Ctrl K</kbd>
          <span className="sr">{t("shell:palette.title")}</span>
        </Button>
        <LanguageSwitch />
        <Tooltip title={t("shell:keys.title")}>
          <Button
            className="wide"
            type="text"
            aria-label={t("shell:keys.title")}
            icon={<QuestionCircleOutlined aria-hidden />}
            onClick={onHelp}
          />
        </Tooltip>
        <AccountMenu />
      </div>
    </header>
  );
}
