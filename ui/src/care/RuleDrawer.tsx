import { createContext, useCallback, useContext, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { queries } from "../api/client";
import { Answer } from "../parts/Answer";
import { SourceDrawer } from "../parts/SourceDrawer";
import { ErratumEntry } from "../rules/ErratumEntry";
import { RuleRow } from "../rules/RuleRow";
import "../rules/rules.css";

const Open = createContext<(rule: string) => void>(() => undefined);

/** The rules behind a page: any rule's id in it opens the rule beside it. */
export function RuleDrawer({ children }: { children: ReactNode }) {
  const [rule, setRule] = useState("");
  const [open, setOpen] = useState(false);
  const show = useCallback((name: string) => {
    setRule(name);
    setOpen(true);
  }, []);
  return (
    <Open.Provider value={show}>
      {children}
      <SourceDrawer open={open} onClose={() => setOpen(false)} title={rule}>
        {rule && <Shown rule={rule} />}
      </SourceDrawer>
    </Open.Provider>
  );
}

/** A rule's id; a click opens what it says, its place in the source and its errata. */
export function RuleButton({ rule }: { rule: string }) {
  const show = useContext(Open);
  return (
    <button type="button" className="link rule-id" aria-haspopup="dialog" onClick={() => show(rule)}>
      {rule}
    </button>
  );
}

function Shown({ rule }: { rule: string }) {
  const listed = queries.useQuery("get", "/api/rules/rules/{rule}", { params: { path: { rule } } });
  return <Answer of={listed}>{(table) => <OfTable table={table.id} rule={rule} />}</Answer>;
}

function OfTable({ table, rule }: { table: string; rule: string }) {
  const { t } = useTranslation();
  const asked = queries.useQuery("get", "/api/rules/tables/{table}", { params: { path: { table } } });
  return (
    <Answer of={asked}>
      {(found) => {
        const own = found.rules.find((one) => one.id === rule);
        const errata = found.errata.filter((one) => own?.errata.includes(one.id));
        return (
          <>
            <ul className="rules">{own && <RuleRow rule={own} named={false} />}</ul>
            {errata.length > 0 && (
              <>
                <h3>{t("care:rule.errata")}</h3>
                <ul className="entries">
                  {errata.map((one) => (
                    <ErratumEntry key={one.id} erratum={one} />
                  ))}
                </ul>
              </>
            )}
            <p>
              <Link to={`/rules/tables/${table}#${rule}`}>{t("care:rule.table")}</Link>
            </p>
          </>
        );
      }}
    </Answer>
  );
}
