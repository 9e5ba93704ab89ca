"""Routes of the full-text stage: texts obtained or not, and which reports are of one study."""

from fastapi import APIRouter

from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.review.admitted import admitted
from trephine.web.review.fulltext import (
    FullTextAsked,
    FullTextsShown,
    GroupAsked,
    full_text,
    full_texts_shown,
    grouped,
)
from trephine.web.review.person import Reader, Writer, names_of
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.shape import ReviewWritten
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/fulltext")  # noqa: FAST003  (Blind takes it)
def review_full_texts(blind: Blind, me: Reader, at: At) -> FullTextsShown:
    """Return the reports that reached the full text, with the asker's own votes alone."""
    return full_texts_shown(blind, me.person, names_of(at))


@router.post("/{review}/fulltext", responses=CONFLICT)
def review_full_text(
    review: str, asked: FullTextAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Say whether the text of a report was obtained; a later word takes the earlier one's place."""
    return admitted(
        kept, review, asked.after, lambda held: full_text(held, asked), me=me.person, now=now
    )


@router.post("/{review}/fulltext/group", responses=CONFLICT)
def review_group(review: str, asked: GroupAsked, kept: Kept, me: Writer, now: Now) -> ReviewWritten:
    """Say that a report is of the same study as another, or of a study of its own."""
    return admitted(
        kept, review, asked.after, lambda held: grouped(held, asked), me=me.person, now=now
    )
