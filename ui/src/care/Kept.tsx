import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { moment } from "../parts/format";
import { useLanguage } from "../shell/language";

interface KeptProps {
  written: Api["PatientWritten"];
  /** What was done, where it is more than keeping. */
  said?: string;
}

/** What was kept, when, and where it can be taken back. */
export function Kept({ written, said }: KeptProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <p role="status">
      {said ?? t("care:grade.kept")} · {moment(written.at, language)} ·{" "}
      <Link to={`/care/patients/${written.id}?tab=record`}>{t("care:grade.undo_in_record")}</Link>
    </p>
  );
}
