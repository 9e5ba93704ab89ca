"""import_reports: what became of the records of a file, as events that keep it."""

from trephine.core.import_reported import ImportReported
from trephine.core.reference_file import ReferenceFile
from trephine.evidence.review.portions import portions


def import_reports(
    found: ReferenceFile, *, batch: str, joined: int, ask: int
) -> tuple[ImportReported, ...]:
    """Return the events that keep a file's report; the first holds what concerns the whole."""
    return tuple(
        ImportReported(
            batch=batch,
            records=part,
            unused=unused_of(found) if at == 0 else (),
            remarks=found.remarks if at == 0 else (),
            joined=joined if at == 0 else 0,
            ask=ask if at == 0 else 0,
        )
        for at, part in enumerate(portions(found.reports))
    )


def unused_of(found: ReferenceFile) -> tuple[str, ...]:
    """Return the tags that no field takes, each with how often it occurs."""
    return tuple(f"{tag} × {n}" for tag, n in found.unused.items())
