"""Routes of a review's synthesis: outcomes, pooling, figures, scripts, and its report."""

from typing import Annotated

from fastapi import APIRouter, Depends

from trephine.core.text import Language
from trephine.reports.script_of import script_of
from trephine.web.account.allow import signed_in
from trephine.web.evidence.figures import FigureName, drawn
from trephine.web.evidence.options import PoolOptions, pool_options
from trephine.web.evidence.pooled import fitted
from trephine.web.evidence.report import ReportForm
from trephine.web.evidence.scripts import SCRIPT, Program, ScriptResponse
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.review.routes import Blind
from trephine.web.review.synthesis import (
    ReviewOutcomes,
    ReviewPooled,
    planned,
    review_analysis,
    review_outcomes,
    review_pooled,
)
from trephine.web.review.synthesis_report import REPORT, ReportResponse, report_answer

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])
Options = Annotated[PoolOptions, Depends(pool_options)]


@router.get("/{review}/synthesis")  # noqa: FAST003  (Blind takes it)
def review_synthesis(blind: Blind) -> ReviewOutcomes:
    """Return the outcomes of the form with how many included studies can be pooled."""
    return review_outcomes(blind)


@router.get("/{review}/synthesis/{outcome}")
def review_pool(review: str, blind: Blind, outcome: str, options: Options) -> ReviewPooled:
    """Pool an outcome by the protocol's methods, or as asked; departures make it exploratory."""
    return review_pooled(review, blind, outcome, options)


@router.get(
    "/{review}/synthesis/{outcome}/script.{program}",
    response_class=ScriptResponse,
    responses=SCRIPT,
)
def review_script(
    review: str, blind: Blind, outcome: str, program: Program, options: Options
) -> ScriptResponse:
    """Return the script that repeats the analysis in Python, R or Stata."""
    own = planned(blind, options)
    text = script_of(fitted(review_analysis(review, blind, outcome, own.arms), own), f".{program}")
    given = f'attachment; filename="trephine-{outcome}.{program}"'
    return ScriptResponse(text, headers={"content-disposition": given})


@router.get(
    "/{review}/synthesis/{outcome}/{figure}.{form}",
    response_class=FigureResponse,
    responses=FIGURE,
)
def review_synthesis_figure(
    review: str,
    blind: Blind,
    outcome: str,
    figure: FigureName,
    form: Form,
    options: Options,
    lang: Language = "zh",
) -> FigureResponse:
    """Draw the forest plot or a diagnostic figure of an outcome."""
    own = planned(blind, options)
    analysis = review_analysis(review, blind, outcome, own.arms)
    return figure_answer(drawn(analysis, figure, own, lang), form)


@router.get("/{review}/report.{form}", response_class=ReportResponse, responses=REPORT)
def review_report(
    review: str, blind: Blind, form: ReportForm, lang: Language = "zh"
) -> ReportResponse:
    """Write the report of a review as far as it has come, by its protocol's methods."""
    return report_answer(review, blind, form, lang)
