"""complete_records: the records whose votes are all in, so that those who voted may see them."""

from collections.abc import Mapping

from trephine.core.review import Review
from trephine.core.review_event import VoteCast
from trephine.core.review_protocol import Stage

RecordStage = tuple[str, Stage]


def complete_records(review: Review) -> frozenset[RecordStage]:
    """Return the records, each with a stage, on which everybody voted who was asked for.

    It counts who voted on the record itself, not on one that was joined to it later, and asks for
    the most votes that the protocol asked for when one of them was cast, and now: neither a join
    nor an amendment, made and taken back, shows what a partner said.
    """
    standing = {(one.reviewer, one.report, one.stage) for one in review.votes}
    people: dict[RecordStage, set[str]] = {}
    asked: dict[RecordStage, int] = {}
    needed = 2
    protocols = {one.version: one.protocol.votes for one in review.registrations}
    for line in review.history:
        needed = protocols.get(line.version, needed)
        cast = line.payload
        if not isinstance(cast, VoteCast) or line.version in review.undone:
            continue
        if (line.author, review.report_of.get(cast.report), cast.stage) in standing:
            key = (cast.report, cast.stage)
            people.setdefault(key, set()).add(line.author)
            asked[key] = max(needed, asked.get(key, review.votes_needed))
    return frozenset(key for key, voted in people.items() if len(voted) >= asked[key])


def voted_on(review: Review) -> Mapping[int, str]:
    """Return the record that each vote was cast on, by the vote's version."""
    return {
        line.version: line.payload.report
        for line in review.history
        if isinstance(line.payload, VoteCast)
    }
