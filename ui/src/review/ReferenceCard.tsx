import type { Api } from "../api/types";

type Reference = Api["ReferenceShown"];

function place(one: Reference): string {
  const issue = one.issue ? `(${one.issue})` : "";
  const where = [one.journal, one.year, `${one.volume}${issue}`, one.pages].filter(Boolean).join(" · ");
  return where || "—";
}

/** A record as it is read: title, authors, journal, identifiers, and the abstract where asked for. */
export function ReferenceCard({ of, abstract = "—" }: { of: Reference; abstract?: string | null }) {
  return (
    <div className="reference">
      <p className="reference-title">{of.title || "—"}</p>
      {of.title_other && <p>{of.title_other}</p>}
      <p className="quiet">{of.authors.join("; ") || "—"}</p>
      <p className="quiet">
        {place(of)}
        {of.doi && ` · DOI ${of.doi}`}
        {of.pmid && ` · PMID ${of.pmid}`}
        {of.database && ` · ${of.database}`}
      </p>
      {abstract !== null && <p className="abstract">{of.abstract || abstract}</p>}
    </div>
  );
}
