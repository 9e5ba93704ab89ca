"""protocol_of: a protocol as it is to be registered, from what a page asks."""

from dataclasses import replace

from trephine.core.review import Review
from trephine.core.review_protocol import Pico, ReviewCriterion, ReviewProtocol
from trephine.web.review.protocol_methods import methods_of
from trephine.web.review.shape import ProtocolAsked
from trephine.web.review.shown import UNTITLED


def protocol_of(review: Review, asked: ProtocolAsked) -> ReviewProtocol:
    """Return the protocol that is asked for; what the page does not ask about stays as it was."""
    before = review.protocol
    question = Pico(
        population=asked.question.population,
        intervention=asked.question.intervention,
        outcomes=asked.question.outcomes,
        comparison=asked.question.comparison,
        designs=asked.question.designs,
    )
    criteria = []
    for one in asked.criteria:
        key = one.id.strip()
        was = before.criterion(key) if before else None
        said = was.reason if was is not None and was.text == one.text else None
        criteria.append(
            ReviewCriterion(
                id=key,
                text=one.text,
                reason=said,
                includes=one.includes,
                at=was.at if was is not None else None,
            )
        )
    made = ReviewProtocol(
        title=review.title or UNTITLED,
        question=question,
        criteria=tuple(criteria),
        votes=asked.votes,
    )
    if before is not None:
        made = replace(
            before, title=made.title, question=question, criteria=made.criteria, votes=asked.votes
        )
    # MINORS has four more items where there is a control group (Slim and others 2003)
    made = replace(made, tool_items=12 if question.comparison else 8)
    return made if asked.methods is None else replace(made, methods=methods_of(asked.methods))
