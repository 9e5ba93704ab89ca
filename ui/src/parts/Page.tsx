import { Breadcrumb } from "antd";
import { useContext, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { above } from "../shell/all-places";
import { Behind } from "./behind";
import { Exports } from "./Exports";
import { Named } from "./useTaking";

interface PageProps {
  title: string;
  /** One line below the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** The address of the page's JSON; null: it has none; left out: the page's own with `.json`. */
  json?: string | null;
  /** The title that files taken from the page have, where its own names a person. */
  named?: string;
  children: ReactNode;
}

/** The frame of every page: where one is, its title, its actions, its JSON. */
export function Page({ title, lead, actions, json, named = title, children }: PageProps) {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const behind = useContext(Behind);
  const page = useRef<HTMLDivElement>(null);
  const trail = above(pathname);
  const address = json === undefined ? `${pathname === "/" ? "/index" : pathname}.json${search}` : json;
  return (
    <div className="page" ref={page}>
      {!behind && <title>{`${title} · ${t("shell:brand")}`}</title>}
      {trail.length > 0 && (
        <Breadcrumb
          items={trail.map(({ path, place }) => ({ title: <Link to={path}>{t(place.crumb ?? place.title)}</Link> }))}
        />
      )}
      <Named.Provider value={named}>
        <div className="page-head">
          <div>
            <h1>{title}</h1>
            {lead && <p className="lead">{lead}</p>}
          </div>
          <div className="actions">
            {actions}
            <Exports page={page} title={named} />
          </div>
        </div>
        {children}
      </Named.Provider>
      <footer className="page-foot">
        <span>{t("shell:foot.support")}</span>
        {address && <a href={address}>{t("shell:foot.json")}</a>}
        <button type="button" className="link" onClick={() => window.print()}>
          {t("shell:foot.print")}
        </button>
      </footer>
    </div>
  );
}
