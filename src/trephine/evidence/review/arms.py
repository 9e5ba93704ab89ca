"""study_arms, asked_values: the arms of a study that are read apart, and what is asked of each."""

from collections.abc import Sequence

from trephine.core.review import Review
from trephine.core.review_event import ArmsNamed
from trephine.core.review_protocol import ExtractionItem

# Words that may differ between arms of one study; other facts in words are the study's.
_OF_ARMS = frozenset({"product", "costimulatory-domain", "dose"})
_WORDS = ("text", "yes-no")


def study_arms(review: Review, study: str) -> tuple[str, ...]:
    """Return the names of a study's arms as last given; empty where it is read as one."""
    named = [
        line.payload.arms
        for line in review.history
        if isinstance(line.payload, ArmsNamed)
        and line.payload.study == study
        and line.version not in review.undone
    ]
    return named[-1] if named else ()


def asked_values(
    review: Review, study: str, items: Sequence[ExtractionItem]
) -> tuple[tuple[str, ExtractionItem], ...]:
    """Return every value that is asked of a study as arm and item, the arm empty for the study.

    Of a study with arms, figures, outcomes, product, domain and dose are asked of each arm, other
    facts in words (registration, centre, dates) once.
    """
    arms = study_arms(review, study)
    if not arms:
        return tuple(("", one) for one in items)
    once = [one for one in items if _of_study(one)]
    apart = [one for one in items if not _of_study(one)]
    return (*(("", one) for one in once), *((arm, one) for arm in arms for one in apart))


def _of_study(item: ExtractionItem) -> bool:
    return item.kind in _WORDS and not item.outcome and item.id not in _OF_ARMS
