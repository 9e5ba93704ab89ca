"""admitted: append what somebody does in a review, each step looked at before it is written."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.text import Text
from trephine.evidence.review.admit import admit
from trephine.web.review.reviews import Reviews
from trephine.web.review.shape import ReviewWritten


def admitted(
    reviews: Reviews,
    name: str,
    after: int,
    make: Callable[[Review], Sequence[Any]],
    *,
    me: str,
    now: datetime,
) -> ReviewWritten:
    """Write what ``make`` gives of the review as it stands, all of it or nothing.

    Whoever takes no part is refused, whatever the step. Raises Conflict, InputError.
    """

    def looked(review: Review) -> Sequence[Any]:
        person = review.reviewer(me)
        if person is None or not person.active:
            raise InputError(
                what=Text(zh="您不是本评价的成员", en="you do not take part in this review"),
                where="review",
                found="—",
                do=Text(zh="请建立评价的人加入您", en="ask whoever began it to add you"),
            )
        payloads = make(review)
        for one in payloads:
            admit(review, one, me)
        return payloads

    review = reviews.write(name, after, looked, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)
