"""extraction_progress: how far each included study has been read, and what is to be settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.core.extraction import ExtractionCell
from trephine.core.review import Review, ReviewStudy
from trephine.core.review_protocol import ExtractionItem
from trephine.evidence.review.arms import asked_values
from trephine.evidence.review.extraction_cells import extraction_cells
from trephine.evidence.review.included_studies import included_studies


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyReading:
    """How far a study has been read: ``mine`` items by one person, ``both`` by two readers.

    ``items`` counts what is asked of it, an item of each arm where arms are read apart; ``cells``
    are of these alone.
    ``differ`` are the cells on which they differ, settled or not, once both are done; empty before.
    """

    study: ReviewStudy
    mine: int
    items: int
    both: bool
    cells: tuple[ExtractionCell, ...]
    differ: tuple[ExtractionCell, ...]


def extraction_progress(
    review: Review, items: Sequence[ExtractionItem], reader: str
) -> tuple[StudyReading, ...]:
    """Return every included study as ``reader`` may see it; ``review`` is blinded for them.

    Both are done once every item has two readings or stands as a publication states it. Until
    then no disagreement is shown, though single cells may have both readings.
    """
    held: dict[str, list[ExtractionCell]] = {}
    for cell in extraction_cells(review):
        held.setdefault(cell.study, []).append(cell)
    found = []
    for study in included_studies(review):
        asked = asked_values(review, study.id, items)
        wanted = {(arm, one.id) for arm, one in asked}
        cells = tuple(one for one in held.get(study.id, ()) if (one.arm, one.item) in wanted)
        mine = [one for one in cells if any(it.reader == reader for it in one.readings)]
        done = {(one.arm, one.item) for one in cells if one.state != "one-reading"}
        both = bool(wanted) and wanted <= done
        found.append(
            StudyReading(
                study=study,
                mine=len(mine),
                items=len(wanted),
                both=both,
                cells=cells,
                differ=tuple(one for one in cells if one.state in {"differ", "settled"})
                if both
                else (),
            )
        )
    return tuple(found)
