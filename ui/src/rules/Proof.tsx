import { useTranslation } from "react-i18next";
import type { Api } from "../api/types";
import { Card } from "../parts/Card";
import { useSay } from "../shell/language";

/** What was proved of a table by trying every cell of its inputs, with inputs that show a flaw. */
export function Proof({ proof }: { proof: Api["ProofShown"] }) {
  const { t } = useTranslation();
  const say = useSay();
  const verdict = proof.sound ? "sound" : proof.as_declared ? "declared" : "flawed";
  return (
    <Card
      title={t("rules:proof.title")}
      actions={
        <span className={`tag ${verdict === "sound" ? "good" : verdict === "flawed" ? "danger" : "warn"}`}>
          {t(`rules:proof.${verdict}`)}
        </span>
      }
    >
      <p>{t("rules:proof.cells", { cells: proof.cells.toLocaleString("en") })}</p>
      <ul className="entries">
        {proof.flaws.map((one) => (
          <li key={`${one.kind} ${one.rules.join(" ")}`}>
            <p>
              <span className="tag warn">{t(`rules:flaw.${one.kind}`)}</span>
              {one.rules.join(", ")} · {t("rules:proof.in_cells", { count: one.cells })}
            </p>
            <p className="quiet">
              {one.witness.map((input) => `${say(input.label)} ${say(input.value)}`).join("; ")}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
