"""standings: where every report of a review stands at a stage."""

from collections.abc import Collection, Mapping

from trephine.core.review import Review, Settlement, Vote
from trephine.core.review_event import VerdictStated
from trephine.core.review_protocol import Stage
from trephine.core.screening import Standing


def standings(
    review: Review, stage: Stage, *, among: Collection[str] | None = None
) -> Mapping[str, Standing]:
    """Return the standing of each report that has reached ``stage``, in the order of the review.

    Every report is at the title stage; those included there reach the full text. Decisive, in this
    order: a settlement; as many votes as the protocol asks for; a verdict that a publication
    states. At the title stage ``unsure`` lets a report pass and disagrees with ``exclude``; at full
    text it decides nothing and is a conflict. Where the protocol asks for reasons, two exclusions
    for different reasons are a conflict too. ``among`` asks about these reports alone.
    """
    pool = tuple(key for key in review.reports if among is None or key in among)
    if stage == "full-text":
        before = standings(review, "title", among=among)
        pool = tuple(key for key in pool if before[key].state == "included")
    votes: dict[str, list[Vote]] = {}
    for vote in review.votes:
        if vote.stage == stage:
            votes.setdefault(vote.report, []).append(vote)
    settled = {one.report: one for one in review.settlements if one.stage == stage}
    stated = {one.report: one for one in review.stated if one.stage == stage}
    if stage == "title":  # included at full text: included before, whatever a publication says
        for one in review.stated:
            stated.setdefault(
                one.report,
                VerdictStated(report=one.report, stage="title", verdict="include", at=one.at),
            )
    needed = review.votes_needed
    reasons = review.protocol is None or stage in review.protocol.reasons_at
    return {
        key: _standing(
            key,
            stage,
            tuple(votes.get(key, ())),
            settled.get(key),
            stated.get(key),
            needed,
            reasons,
        )
        for key in pool
    }


def _standing(
    key: str,
    stage: Stage,
    votes: tuple[Vote, ...],
    settled: Settlement | None,
    stated: VerdictStated | None,
    needed: int,
    reasons: bool,  # noqa: FBT001  (private)
) -> Standing:
    if settled is not None:
        return Standing(
            report=key,
            stage=stage,
            state="included" if settled.verdict == "include" else "excluded",
            votes=votes,
            reason=settled.reason,
            settled=settled,
        )
    if len(votes) < needed:
        if stated is None:
            return Standing(report=key, stage=stage, state="waiting", votes=votes)
        return Standing(
            report=key,
            stage=stage,
            state="included" if stated.verdict == "include" else "excluded",
            votes=votes,
            reason=stated.reason,
            stated=stated,
        )
    said = {vote.verdict for vote in votes}
    if "unsure" in said and stage == "title":
        said = (said - {"unsure"}) | {"include"}
    if said == {"include"}:
        return Standing(report=key, stage=stage, state="included", votes=votes)
    if said != {"exclude"}:
        return Standing(report=key, stage=stage, state="conflict", votes=votes, conflict="verdict")
    given = {vote.reason for vote in votes}
    if reasons and len(given) > 1:
        return Standing(report=key, stage=stage, state="conflict", votes=votes, conflict="reason")
    reason = next(iter(given)) if len(given) == 1 else ""
    return Standing(report=key, stage=stage, state="excluded", votes=votes, reason=reason)
