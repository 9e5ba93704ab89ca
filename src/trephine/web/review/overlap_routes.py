"""Routes of the overlap of a review's included studies."""

from fastapi import APIRouter

from trephine.web.account.allow import signed_in
from trephine.web.review.overlap import OverlapShown, overlap_shown
from trephine.web.review.routes import Blind

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/overlap")
def review_overlap(review: str, blind: Blind) -> OverlapShown:
    """Return which included studies share a registration, a centre with dates, or names."""
    return overlap_shown(review, blind)
