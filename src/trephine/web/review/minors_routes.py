"""Routes of MINORS: the sheet of each study, blind until two have scored it; its figures."""

from fastapi import APIRouter

from trephine.core.text import Language
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.review.admitted import admitted
from trephine.web.review.extraction_routes import StudyAsked
from trephine.web.review.minors import (
    MinorsFigure,
    MinorsShown,
    ScoresAsked,
    ScoreSettlement,
    ScoresShown,
    minors_figure,
    minors_shown,
    scores,
    scores_shown,
    settled_score,
)
from trephine.web.review.person import Reader, Writer, names_of
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.shape import ReviewWritten
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/minors")  # noqa: FAST003  (Blind takes it)
def review_minors(blind: Blind, me: Reader, at: At) -> MinorsShown:
    """Return the included studies with their totals, what two readers differ on, and kappa."""
    return minors_shown(blind, me.person, names_of(at))


@router.get("/{review}/minors/sheet")  # noqa: FAST003  (Blind takes it)
def review_minors_sheet(blind: Blind, me: Reader, study: StudyAsked) -> ScoresShown:
    """Return the sheet of one study with the asker's own scores alone."""
    return scores_shown(blind, me.person, study)


@router.post("/{review}/minors", responses=CONFLICT)
def review_score(
    review: str, asked: ScoresAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Keep scores of a study; a later score takes the place of an earlier one of one's own."""
    return admitted(
        kept,
        review,
        asked.after,
        lambda held: scores(held, me.person, asked),
        me=me.person,
        now=now,
    )


@router.post("/{review}/minors/settle", responses=CONFLICT)
def review_settle_score(
    review: str, asked: ScoreSettlement, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Settle an item that two readers scored differently, with the reason."""
    return admitted(
        kept,
        review,
        asked.after,
        lambda held: settled_score(held, me.person, asked),
        me=me.person,
        now=now,
    )


@router.get(
    "/{review}/minors/{figure}.{form}",  # noqa: FAST003  (Blind takes it)
    response_class=FigureResponse,
    responses=FIGURE,
)
def review_minors_figure(
    blind: Blind, me: Reader, figure: MinorsFigure, form: Form, lang: Language = "zh"
) -> FigureResponse:
    """Draw the scores, study by study or summed by item."""
    return figure_answer(minors_figure(blind, me.person, figure, lang), form)
