"""Orders: the order by relevance of each person's queue, learned anew every ten decisions."""

from collections.abc import Sequence

from trephine.core.review import Review
from trephine.core.review_order import RelevanceOrder
from trephine.evidence.review.ordering import ordering
from trephine.evidence.review.standings import standings
from trephine.web.review.order_shape import (
    OrderAsked,
    PageOfQueue,
    QueueOrderShown,
    RankShown,
    WordWeight,
)

_EVERY = 10
_KEPT = 24
IMPORT = QueueOrderShown(by="import", basis="", included=0, excluded=0, ranks=())
_Key = tuple[str, str, int, int, int]


class Orders:
    """What was learned, kept for as long as it holds: learning takes seconds in a large review."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held: dict[_Key, RelevanceOrder] = {}

    def of(self, name: str, person: str, review: Review) -> RelevanceOrder:
        """Return the order of a review as ``person`` may see it; ``review`` is blinded for them."""
        states = [one.state for one in standings(review, "title").values()]
        decided = states.count("included") + states.count("excluded")
        both = "included" in states and "excluded" in states
        registered = len(review.registrations)
        # the first of both kinds counts: from there on votes speak, not the protocol
        key = (name, person, decided // _EVERY if both else -1, len(review.reports), registered)
        if key not in self._held:
            self._held[key] = ordering(review)
            while len(self._held) > _KEPT:
                self._held.pop(next(iter(self._held)))
        return self._held[key]


def order_shown(
    by: OrderAsked, order: RelevanceOrder | None, reports: Sequence[str]
) -> QueueOrderShown:
    """Return the order of a queue, with the reasons for the ``reports`` that are shown."""
    if order is None:
        return IMPORT
    ranks = {one.report: one for one in order.ranked}
    included, excluded = order.learned_from
    return QueueOrderShown(
        by=by,
        basis=order.basis,
        included=included,
        excluded=excluded,
        ranks=tuple(
            RankShown(
                report=key,
                score=ranks[key].score,
                because=tuple(
                    WordWeight(word=word, weight=weight) for word, weight in ranks[key].because
                ),
            )
            for key in reports
            if key in ranks
        ),
    )


def page_of(first: int, total: int, each: int) -> PageOfQueue:
    """Return the page that holds ``first``; beyond the end it is the last one."""
    at = max(0, min(first, max(total - 1, 0)) // each * each)
    return PageOfQueue(
        first=at,
        before=at - each if at else None,
        next=at + each if at + each < total else None,
    )
