"""import_events: a file of references as the events that bring it into a review."""

from collections import Counter

from trephine.core.reference_file import ReferenceFile
from trephine.core.review_event import ReferencesImported
from trephine.evidence.review.portions import portions


def import_events(
    found: ReferenceFile, *, batch: str, whole: bool = True
) -> tuple[ReferencesImported, ...]:
    """Return the events of one file, as many as it takes; the first counts the refused.

    The database is the one that most of its records name. ``whole`` is false where the file is not
    what a search returned. A file whose records were all refused is one event without references.
    """
    named = Counter(one.database for one in found.references if one.database)
    database = named.most_common(1)[0][0] if named else ""
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
        for at, part in enumerate(portions(found.references))
    )
