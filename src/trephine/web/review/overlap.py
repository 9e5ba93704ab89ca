"""overlap_shown: which included studies of a review may have counted the same patients twice."""

from dataclasses import dataclass
from datetime import date

from trephine import library
from trephine.core.publication import Publication
from trephine.core.review import Review
from trephine.core.text import Text
from trephine.evidence.audit.overlap import signs_said
from trephine.evidence.audit.overlap_matrix import overlap_matrix
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.study_rows import report_sources, study_rows
from trephine.library.review_events import READY_REVIEWS
from trephine.web.review.extraction import items_of
from trephine.web.review.shown import UNTITLED


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapStudy:
    """One study of the matrix: what of it can be compared; empty and None are not known."""

    study: str
    label: Text
    n: int
    registrations: tuple[str, ...]
    centre: Text | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapPairShown:
    """Two studies and every sign that they share patients.

    ``strength``: 4 one source, 3 rows that add up, 2 one registration, 1 one centre with
    overlapping dates, 0 names of authors alone.
    """

    one: str
    other: str
    strength: int
    signs: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapShown:
    """The matrix; ``remaining``: people left with the largest of each group kept.

    ``unread`` studies are not in it: two people have not read them to the end, or n is not known.
    """

    studies: tuple[OverlapStudy, ...]
    pairs: tuple[OverlapPairShown, ...]
    groups: tuple[tuple[str, ...], ...]
    people: int
    remaining: int
    unread: int


def overlap_shown(name: str, review: Review) -> OverlapShown:
    """Return the overlap of the included studies; ``review`` is blinded for the asker."""
    table = _publication(name, review)
    found = overlap_matrix(table, least=1)
    named = overlap_matrix(table, least=0)
    held = {one.id: one for one in table.studies}
    return OverlapShown(
        studies=tuple(
            OverlapStudy(
                study=key,
                label=held[key].label,
                n=held[key].arms[0].n,
                registrations=tuple(
                    dict.fromkeys(
                        (
                            *held[key].registrations,
                            *(enrolled.registrations if enrolled else ()),
                        )
                    )
                ),
                centre=enrolled.centre if enrolled else None,
                first=enrolled.first if enrolled else None,
                last=enrolled.last if enrolled else None,
            )
            for key in found.studies
            for enrolled in (held[key].enrolment,)
        ),
        pairs=tuple(
            OverlapPairShown(
                one=pair.one, other=pair.other, strength=pair.strength, signs=signs_said(pair)
            )
            for pair in named.pairs
        ),
        groups=found.groups,
        people=found.n,
        remaining=found.n_remaining,
        unread=max(0, len(included_studies(review)) - len(found.studies)),
    )


def _publication(name: str, review: Review) -> Publication:
    """Return the studies as a table; of a published review what the library holds of it."""
    if review.demo and name in READY_REVIEWS:
        return library.publication(name)
    return Publication(
        id=name,
        label=review.title or UNTITLED,
        studies=study_rows(review, items_of(review)),
        outcomes=library.outcomes(),
        references=report_sources(review),
    )
