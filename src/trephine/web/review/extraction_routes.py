"""Routes of extraction: the form of each study, blind until two have read it; disagreements."""

from typing import Annotated

from fastapi import APIRouter, Query

from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.review.admitted import admitted
from trephine.web.review.extraction import (
    adjudication_shown,
    arms_named,
    extractions_shown,
    grim_shown,
    settled,
    sheet_shown,
    values,
)
from trephine.web.review.extraction_shape import (
    AdjudicationShown,
    ArmsAsked,
    ExtractionSheet,
    ExtractionsShown,
    GrimShown,
    ValuesAsked,
    ValueSettlement,
)
from trephine.web.review.person import Reader, Writer, names_of
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.shape import ReviewWritten
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])
# the checks of entry belong to no review
checks = APIRouter(prefix="/api/evidence", tags=["review"], dependencies=[signed_in()])
StudyAsked = Annotated[str, Query(min_length=1, max_length=200)]


@checks.get("/grim")
def evidence_grim(
    printed: Annotated[str, Query(pattern=r"^[0-9]{1,3}(\.[0-9]{0,6})?[%％]?$")],
    n: Annotated[int, Query(ge=1, le=1_000_000)],
    events: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> GrimShown:
    """Say which counts of n print as a percentage, while it is being entered."""
    return grim_shown(printed, n, events)


@router.get("/{review}/extraction")  # noqa: FAST003  (Blind takes it)
def review_extraction(blind: Blind, me: Reader) -> ExtractionsShown:
    """Return the included studies and how far the asker has read them."""
    return extractions_shown(blind, me.person)


@router.get("/{review}/extraction/sheet")  # noqa: FAST003  (Blind takes it)
def review_sheet(blind: Blind, me: Reader, study: StudyAsked) -> ExtractionSheet:
    """Return the form of one study with the asker's own values alone."""
    return sheet_shown(blind, me.person, study)


@router.post("/{review}/extraction", responses=CONFLICT)
def review_extract(
    review: str, asked: ValuesAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Keep values of a study; a later value takes the place of an earlier one of one's own."""
    return admitted(
        kept, review, asked.after, lambda held: values(held, asked), me=me.person, now=now
    )


@router.post("/{review}/extraction/arms", responses=CONFLICT)
def review_arms(review: str, asked: ArmsAsked, kept: Kept, me: Writer, now: Now) -> ReviewWritten:
    """Name the arms of a study that are read apart, or have it read as one again."""
    return admitted(
        kept, review, asked.after, lambda held: arms_named(held, asked), me=me.person, now=now
    )


@router.get("/{review}/adjudication")  # noqa: FAST003  (Blind takes it)
def review_adjudication(blind: Blind, me: Reader, at: At) -> AdjudicationShown:
    """Return where two readers differ, of the studies that both have read to the end."""
    return adjudication_shown(blind, me.person, names_of(at))


@router.post("/{review}/adjudication", responses=CONFLICT)
def review_settle_value(
    review: str, asked: ValueSettlement, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Settle a value on which two readers differ, with the reason."""
    return admitted(
        kept,
        review,
        asked.after,
        lambda held: settled(held, me.person, asked),
        me=me.person,
        now=now,
    )
