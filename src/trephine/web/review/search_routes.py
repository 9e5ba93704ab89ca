"""Routes of a review's searches: the table of concepts, its renderings, searches on record."""

from fastapi import APIRouter

from trephine.core.review import Review
from trephine.core.undone import Undone
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.review.admitted import admitted
from trephine.web.review.person import Writer, names_of
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.search_pages import plan_of, search_of, search_page
from trephine.web.review.search_shape import PlanAsked, SearchAsked, SearchPage, StepUndo
from trephine.web.review.shape import ReviewWritten
from trephine.web.review.undoing import undoable
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/search")  # noqa: FAST003  (Blind takes it)
def review_search(blind: Blind, at: At) -> SearchPage:
    """Return the table of concepts in each database's syntax, and the searches on record."""
    return search_page(blind, names_of(at))


@router.post("/{review}/search/plan", responses=CONFLICT)
def review_search_plan(
    review: str, asked: PlanAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Keep the table of concepts; earlier ones stay in the history."""
    payload = plan_of(asked)
    return admitted(kept, review, asked.after, lambda _: [payload], me=me.person, now=now)


@router.post("/{review}/searches", responses=CONFLICT)
def review_search_record(
    review: str, asked: SearchAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Put a search on record: database, day, what was asked, how many records it found."""
    payload = search_of(asked)
    return admitted(kept, review, asked.after, lambda _: [payload], me=me.person, now=now)


@router.post("/{review}/steps/undo", responses=CONFLICT)
def review_step_undo(
    review: str, asked: StepUndo, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Take a search, a table of concepts, a join, a leaving or an undoing of these back."""

    def make(held: Review) -> list[Undone]:
        return undoable(held, asked.version, me)

    return admitted(kept, review, asked.after, make, me=me.person, now=now)
