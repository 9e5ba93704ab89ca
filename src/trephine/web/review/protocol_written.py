"""protocol_of: a protocol as it is to be registered, from what a page asks."""

from dataclasses import replace

from trephine import library
from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_protocol import ExtractionItem, Pico, ReviewCriterion, ReviewProtocol
from trephine.core.text import Text
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
    if asked.items is not None:
        made = replace(made, items=tuple(_item(one) for one in asked.items))
    if asked.languages is not None:
        made = replace(made, languages=tuple(filter(None, map(str.strip, asked.languages))))
    return made if asked.methods is None else replace(made, methods=methods_of(asked.methods))


def _item(asked: ExtractionItem) -> ExtractionItem:
    """Return an item of extraction as it is kept. Raises InputError."""
    words = (asked.id.strip(), asked.label.zh.strip(), asked.label.en.strip())
    known = {one.key for one in library.outcomes()}
    if not all(words) or (asked.outcome and asked.outcome not in known):
        raise InputError(
            what=Text(
                zh="提取项须有中英文名称，结局须是登记的结局",
                en="an item has its name in both languages, and a known outcome or none",
            ),
            where="items",
            found=" / ".join((*words, asked.outcome))[:120],
            do=Text(zh="补全名称，或改选结局", en="fill in the name, or choose another outcome"),
        )
    return replace(asked, id=words[0], label=Text(zh=words[1], en=words[2]))
