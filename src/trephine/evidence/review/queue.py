"""queue: what one person still has to judge at a stage."""

from collections.abc import Collection, Sequence

from trephine.core.review import Review
from trephine.core.review_protocol import Stage
from trephine.evidence.review.complete_records import voted_on
from trephine.evidence.review.standings import standings


def queue(
    review: Review,
    reviewer: str,
    stage: Stage,
    *,
    order: Sequence[str] = (),
    among: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return the reports that ``reviewer`` has yet to vote on at ``stage``, in the order to show.

    In the order of import, or that of ``order`` (reports it does not name come last: an order never
    leaves a report out). A report assigned to others is theirs, unless so many of them have left
    that its votes would never come together: then its place is open to everybody. A report whose
    text was not retrieved is not judged at full text. One that somebody voted on under another of
    its records, before they were joined, is asked anew: blind, on the one that stands. Empty for
    somebody who is not an active screener of the review. ``among`` asks about these reports alone.
    """
    person = review.reviewer(reviewer)
    if person is None or not person.active or "screener" not in person.roles:
        return ()
    active = {one.person for one in review.reviewers if one.active}
    last: dict[str, tuple[str, ...]] = {}
    everywhere: tuple[str, ...] = ()
    for one in review.assignments:
        if one.stage != stage:
            continue
        if not one.reports:
            everywhere, last = one.people, {}
        else:
            last |= dict.fromkeys(one.reports, one.people)
    own = {v.version for v in review.votes if v.reviewer == reviewer and v.stage == stage}
    judged = {record for version, record in voted_on(review).items() if version in own}
    found = []
    for key, standing in standings(review, stage, among=among).items():
        if standing.state != "waiting" or key in judged:
            continue
        if stage == "full-text" and _not_retrieved(review, key):
            continue
        assigned = last.get(key, everywhere)
        if assigned and reviewer not in assigned:
            cast = {vote.reviewer for vote in standing.votes}
            if len(cast | (set(assigned) & active)) >= review.votes_needed:
                continue
        found.append(key)
    if order:
        place = {key: at for at, key in enumerate(order)}
        found.sort(key=lambda key: place.get(key, len(place)))
    return tuple(found)


def _not_retrieved(review: Review, key: str) -> bool:
    text = review.reports[key].full_text
    return text is not None and text.state == "not-retrieved"
