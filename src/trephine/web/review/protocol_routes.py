"""Routes of a review's protocol and people."""

from fastapi import APIRouter

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_event import PersonAdded, PersonRemoved, ProtocolDeviated
from trephine.core.text import Text
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.review.admitted import admitted
from trephine.web.review.person import Reader, Writer, candidates, names_of
from trephine.web.review.protocol_pages import people_page, protocol_page
from trephine.web.review.protocol_shape import (
    DeviationAsked,
    PeoplePage,
    PersonChange,
    PersonLeaves,
    ProtocolPage,
)
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.shape import ReviewWritten
from trephine.web.review.undoing import check_people
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/protocol")
def review_protocols(review: str, blind: Blind, kept: Kept, at: At) -> ProtocolPage:
    """Return every protocol under its SHA-256, what amendments changed, and deviations."""
    return protocol_page(blind, names_of(at), kept.review(review))


@router.post("/{review}/deviations", responses=CONFLICT)
def review_deviation(
    review: str, asked: DeviationAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Put on record that something was done otherwise than the protocol says, and why."""
    payload = ProtocolDeviated(what=asked.what, why=asked.why, touches=asked.touches)
    return admitted(kept, review, asked.after, lambda _: [payload], me=me.person, now=now)


@router.get("/{review}/people")  # noqa: FAST003  (Blind takes it)
def review_members(blind: Blind, me: Reader, at: At) -> PeoplePage:
    """Return who takes part, who could, and who came and went."""
    return people_page(blind, me, candidates(at), names_of(at))


@router.post("/{review}/people", responses=CONFLICT)
def review_person(
    review: str, asked: PersonChange, kept: Kept, me: Writer, at: At, now: Now
) -> ReviewWritten:
    """Let somebody take part, or give them other parts."""
    if asked.person not in {one.person for one in candidates(at)}:
        raise InputError(
            what=Text(zh="此人不能参加评价", en="this person cannot take part in a review"),
            where="person",
            found=asked.person[:60],
            do=Text(
                zh="请管理员给予评价员或方法学角色",
                en="ask an administrator for the role of reviewer or methodologist",
            ),
        )
    payload = PersonAdded(person=asked.person, roles=asked.roles)

    def make(held: Review) -> list[PersonAdded]:
        check_people(held, me)
        return [payload]

    return admitted(kept, review, asked.after, make, me=me.person, now=now)


@router.post("/{review}/people/remove", responses=CONFLICT)
def review_leave(
    review: str, asked: PersonLeaves, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Let somebody leave; what they judged stays, unless they themselves discard it."""
    payload = PersonRemoved(person=asked.person, keep_votes=asked.keep_votes)

    def make(held: Review) -> list[PersonRemoved]:
        if asked.person != me.person:
            check_people(held, me)
        return [payload]

    return admitted(kept, review, asked.after, make, me=me.person, now=now)
