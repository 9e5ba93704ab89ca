"""blinded: a review as one of its reviewers may see it."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import replace

from trephine.core.review import Review
from trephine.core.undone import UNDONE
from trephine.evidence.review.complete_records import complete_records, voted_on

_OWN_ALONE = {"vote-cast", "value-extracted", "minors-scored", UNDONE}


def blinded(review: Review, reviewer: str) -> Review:
    """Return the review without the judgements of others that ``reviewer`` must not see yet.

    A vote of somebody else is shown once all whom the protocol asked for voted on that record
    itself (complete_records); a value or score once two readers gave theirs. From then on a third
    person sees it, too: a conflict cannot be settled unseen. The history keeps of these kinds, and
    of what was undone, only the reviewer's own events. Everything computed from the result
    (queue, conflicts, kappa, order by relevance, flow) is blind as well.
    """
    complete, record = complete_records(review), voted_on(review)
    read = _reached(((r.study, r.arm, r.item) for r in review.readings), 2)
    scored = _reached(((m.study, m.item) for m in review.minors), 2)
    return replace(
        review,
        votes=tuple(
            v
            for v in review.votes
            if v.reviewer == reviewer or (record.get(v.version, ""), v.stage) in complete
        ),
        first_votes=tuple(
            v
            for v in review.first_votes
            if v.reviewer == reviewer or (record.get(v.version, ""), v.stage) in complete
        ),
        readings=tuple(
            r for r in review.readings if r.reader == reviewer or (r.study, r.arm, r.item) in read
        ),
        minors=tuple(
            m for m in review.minors if m.reader == reviewer or (m.study, m.item) in scored
        ),
        history=tuple(
            line
            for line in review.history
            if line.author == reviewer or line.kind not in _OWN_ALONE
        ),
    )


def _reached(keys: Iterable[Hashable], needed: int) -> frozenset[Hashable]:
    return frozenset(key for key, n in Counter(keys).items() if n >= needed)
