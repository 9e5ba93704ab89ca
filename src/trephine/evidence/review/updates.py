"""updates, conclusion_side, conclusion_moved: updates of a review, and where its answers lie."""

from trephine.core.review import Review
from trephine.core.review_event import UpdateStarted
from trephine.core.review_update import ConclusionSide, ReviewUpdate


def updates(review: Review) -> tuple[ReviewUpdate, ...]:
    """Return the updates of a review in order; one that was taken back does not count."""
    lines = [
        line
        for line in review.history
        if isinstance(line.payload, UpdateStarted) and line.version not in review.undone
    ]
    return tuple(
        ReviewUpdate(
            number=number,
            label=line.payload.label,
            version=line.version,
            at=line.at,
            author=line.author,
        )
        for number, line in enumerate(lines, 1)
    )


def conclusion_side(low: float | None, high: float | None, threshold: float) -> ConclusionSide:
    """Return on which side of a threshold an interval lies; all three on one scale.

    ``open`` where the interval holds the threshold, its ends included; empty without an interval.
    """
    if low is None or high is None:
        return ""
    if low > threshold:
        return "above"
    return "below" if high < threshold else "open"


def conclusion_moved(before: ConclusionSide, after: ConclusionSide) -> bool:
    """Return whether a conclusion is another one: there was one before, there is one, they differ.

    A first answer moves nothing, and one that can no longer be given says nothing.
    """
    return bool(before and after) and before != after
