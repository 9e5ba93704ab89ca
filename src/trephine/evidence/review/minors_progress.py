"""minors_progress: how far MINORS has been scored, what differs, and how far two readers agree."""

from dataclasses import dataclass, replace

from trephine.core.agreement import Agreement
from trephine.core.extraction import MinorsSheet
from trephine.core.review import MinorsReading, Review, ReviewStudy
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.kappa import kappa_minors
from trephine.evidence.review.minors_sheets import minors_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyScoring:
    """How far a study has been scored: ``mine`` items by one person, ``both`` by two readers.

    ``sheet`` is None where nobody scored it; its ``differ`` is empty before both are done.
    ``final`` are the settlements, by item.
    """

    study: ReviewStudy
    mine: int
    both: bool
    sheet: MinorsSheet | None
    final: tuple[MinorsReading, ...]


def items_scored(review: Review) -> int:
    """Return how many items MINORS has here: 8, or 12 with a control group."""
    count = review.protocol.tool_items if review.protocol else 8
    return count or 8


def minors_progress(review: Review, reader: str) -> tuple[StudyScoring, ...]:
    """Return every included study as ``reader`` may see it; ``review`` is blinded for them.

    Both are done once every item has two scores, or the total is one that a publication states.
    """
    sheets = {one.study: one for one in minors_sheets(review)}
    wanted = set(range(1, items_scored(review) + 1))
    found = []
    for study in included_studies(review):
        sheet = sheets.get(study.id)
        given = sheet.readings if sheet else ()
        mine = {one.item for one in given if one.reader == reader}
        twice = {item for item in wanted if sum(one.item == item for one in given) > 1}
        both = sheet is not None and (sheet.stated or twice == wanted)
        found.append(
            StudyScoring(
                study=study,
                mine=len(mine & wanted),
                both=both,
                sheet=sheet if sheet is None or both else replace(sheet, differ=()),
                final=tuple(one for one in review.minors_final if one.study == study.id),
            )
        )
    return tuple(found)


def minors_agreement(review: Review, reader: str) -> tuple[Agreement, ...]:
    """Return the agreement on all items together, of the studies that two have scored."""
    done = {one.study.id for one in minors_progress(review, reader) if one.both}
    return kappa_minors(
        replace(review, minors=tuple(one for one in review.minors if one.study in done))
    )
