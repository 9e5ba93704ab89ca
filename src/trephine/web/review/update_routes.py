"""Routes of a living review's updates."""

from typing import Annotated

from fastapi import APIRouter, Query

from trephine.core.review import Review
from trephine.core.review_event import UpdateStarted
from trephine.core.text import Language
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.update_flow import update_flow
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.review.admitted import admitted
from trephine.web.review.person import Reader, Writer, names_of
from trephine.web.review.reviews import Reviews
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.screening import drawn_flow
from trephine.web.review.shape import ReviewWritten
from trephine.web.review.update_pages import update_page, version_before
from trephine.web.review.update_shape import UpdateAsked, UpdatePage
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])
Number = Annotated[int | None, Query(ge=1)]


@router.get("/{review}/updates")
def review_updates(
    review: str, blind: Blind, kept: Kept, me: Reader, at: At, number: Number = None
) -> UpdatePage:
    """Return what an update changed: studies, answers before and after, conclusions that moved."""
    shown, before = _before(kept, review, blind, me.person, number)
    return update_page(review, blind, before, shown, names_of(at))


@router.post("/{review}/updates", responses=CONFLICT)
def review_update(
    review: str, asked: UpdateAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Begin an update: what is imported from here on is new."""
    payload = UpdateStarted(label=asked.label.strip())
    return admitted(kept, review, asked.after, lambda _: [payload], me=me.person, now=now)


@router.get("/{review}/updates/flow.{form}", response_class=FigureResponse, responses=FIGURE)
def review_update_flow(
    review: str,
    blind: Blind,
    kept: Kept,
    me: Reader,
    form: Form,
    number: Number = None,
    lang: Language = "zh",
) -> FigureResponse:
    """Draw the PRISMA flow of an update, with the box of previous studies."""
    _, before = _before(kept, review, blind, me.person, number)
    return figure_answer(drawn_flow(update_flow(blind, before), lang), form)


def _before(
    kept: Reviews, name: str, blind: Review, person: str, number: int | None
) -> tuple[int | None, Review]:
    shown, version = version_before(blind, number)
    return shown, blinded(kept.at(name, version), person)
