"""protocol_page, people_page: a review's protocols and its people as pages show them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from trephine import library
from trephine.core.review import Registration, Review
from trephine.core.review_event import PersonAdded, PersonRemoved, ProtocolDeviated
from trephine.core.text import Text
from trephine.evidence.review.begun_before import begun_before
from trephine.evidence.review.protocol_changes import protocol_changes
from trephine.library.extraction_form import extraction_form
from trephine.web.review.person import Actor
from trephine.web.review.protocol_methods import methods_shown
from trephine.web.review.protocol_shape import (
    OutcomeNamed,
    PeoplePage,
    PersonStep,
    ProtocolDeviationShown,
    ProtocolPage,
    RegistrationShown,
)
from trephine.web.review.shape import CriterionShown, PersonShown, QuestionShown
from trephine.web.review.undoing import may_change_people


def protocol_page(review: Review, names: Mapping[str, str], whole: Review) -> ProtocolPage:
    """Return every protocol of a review with what each amendment changed, the last one first.

    ``whole`` is the review unblinded: of it only what had begun by a registration is told.
    """
    held = review.registrations
    changed: list[tuple[Text, ...]] = [()]
    changed += [protocol_changes(one.protocol, two.protocol) for one, two in pairwise(held)]
    return ProtocolPage(
        version=review.version,
        registrations=tuple(
            _registration(one, number, said, names, begun_before(whole, one.version))
            for number, (one, said) in enumerate(zip(held, changed, strict=False), 1)
        )[::-1],
        deviations=tuple(
            ProtocolDeviationShown(
                version=line.version,
                at=line.at,
                by=names.get(line.author, line.author),
                what=line.payload.what,
                why=line.payload.why,
                touches=line.payload.touches,
            )
            for line in review.history
            if isinstance(line.payload, ProtocolDeviated) and line.version not in review.undone
        ),
        outcomes=tuple(OutcomeNamed(key=one.key, label=one.label) for one in library.outcomes()),
        form=extraction_form(),
    )


def people_page(
    review: Review, actor: Actor, may: Sequence[PersonShown], names: Mapping[str, str]
) -> PeoplePage:
    """Return who takes part, who of those who ``may`` does not, and how it came about."""
    active = {one.person for one in review.reviewers if one.active}
    return PeoplePage(
        version=review.version,
        me=actor.person,
        may_change=may_change_people(review, actor),
        people=tuple(
            PersonShown(
                person=one.person,
                name=names.get(one.person, one.person),
                roles=one.roles,
                active=one.active,
            )
            for one in review.reviewers
        ),
        candidates=tuple(one for one in may if one.person not in active),
        steps=tuple(
            PersonStep(
                version=line.version,
                at=line.at,
                by=names.get(line.author, line.author),
                name=names.get(line.payload.person, line.payload.person),
                what="added" if isinstance(line.payload, PersonAdded) else "removed",
                roles=line.payload.roles if isinstance(line.payload, PersonAdded) else (),
                keep_votes=getattr(line.payload, "keep_votes", True),
            )
            for line in reversed(review.history)
            if isinstance(line.payload, PersonAdded | PersonRemoved)
            and line.version not in review.undone
        ),
    )


def _registration(
    one: Registration,
    number: int,
    changed: tuple[Text, ...],
    names: Mapping[str, str],
    begun: tuple[Text, ...],
) -> RegistrationShown:
    asked = one.protocol.question
    return RegistrationShown(
        number=number,
        version=one.version,
        at=one.at,
        by=names.get(one.author, one.author),
        digest=one.digest,
        why=one.why,
        changed=changed,
        question=QuestionShown(
            population=asked.population,
            intervention=asked.intervention,
            outcomes=asked.outcomes,
            comparison=asked.comparison,
            designs=asked.designs,
        ),
        criteria=tuple(
            CriterionShown(id=it.id, text=it.text, includes=it.includes)
            for it in one.protocol.criteria
        ),
        votes=one.protocol.votes,
        methods=methods_shown(one.protocol.methods),
        items=one.protocol.items,
        languages=one.protocol.languages,
        begun=begun,
    )
