"""import_events: a file of references as the events that bring it into a review."""

from collections import Counter

from trephine.core.reference_file import ReferenceFile
from trephine.core.review_event import ReferencesImported

_EACH = 1000  # references an event: about 2 MB of JSON with abstracts


def import_events(
    found: ReferenceFile, *, batch: str, whole: bool = True
) -> tuple[ReferencesImported, ...]:
    """Return the events of one file, at most 1,000 references each; the first counts the refused.

    The database is the one that most of its records name. ``whole`` is false where the file is not
    what a search returned. A file whose records were all refused is one event without references.
    """
    named = Counter(one.database for one in found.references if one.database)
    database = named.most_common(1)[0][0] if named else ""
    parts = [
        found.references[at : at + _EACH] for at in range(0, len(found.references), _EACH)
    ] or [()]
    return tuple(
        ReferencesImported(
            batch=batch,
            references=part,
            file=found.file,
            digest=found.digest,
            database=database,
            form=found.form,
            encoding=found.encoding,
            refused=len(found.refused) if at == 0 else 0,
            whole=whole,
        )
        for at, part in enumerate(parts)
    )
