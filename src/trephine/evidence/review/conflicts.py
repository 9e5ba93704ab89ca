"""conflicts: the reports on which the votes disagree and nobody has settled it."""

from trephine.core.review import Review
from trephine.core.review_protocol import STAGES, Stage
from trephine.core.screening import Standing
from trephine.evidence.review.standings import standings


def conflicts(review: Review, stage: Stage | None = None) -> tuple[Standing, ...]:
    """Return the open conflicts of a stage, of both where none is named, in the review's order."""
    return tuple(
        standing
        for one in (STAGES if stage is None else (stage,))
        for standing in standings(review, one).values()
        if standing.state == "conflict"
    )
