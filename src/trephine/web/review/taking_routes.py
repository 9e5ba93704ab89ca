"""Routes of what is taken out of a review: references in a style, the table of an answer."""

from typing import Annotated

from fastapi import APIRouter, Depends

from trephine.core.text import Language
from trephine.reports.reference import Style
from trephine.web.account.allow import signed_in
from trephine.web.evidence.options import PoolOptions, pool_options
from trephine.web.evidence.scripts import SCRIPT, ScriptResponse
from trephine.web.evidence.sensitivity import StudySensitivity, sensitivity
from trephine.web.evidence.taking import CitationShown, TableForm, studies_table
from trephine.web.evidence.taking_routes import TABLE_FILE, TABLE_TYPES, StudiesResponse
from trephine.web.review.routes import Blind
from trephine.web.review.synthesis import planned, review_analysis, review_pooled
from trephine.web.review.taking import outcome_citations, review_citations

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])
Options = Annotated[PoolOptions, Depends(pool_options)]


@router.get("/{review}/synthesis/{outcome}/sensitivity")
def review_sensitivity(
    review: str, blind: Blind, outcome: str, options: Options
) -> StudySensitivity:
    """Leave every study out in turn, and say how much each one moves the answer."""
    own = planned(blind, options)
    return sensitivity(review_analysis(review, blind, outcome, own.arms), own)


@router.get("/{review}/citations")  # noqa: FAST003  (Blind takes it)
def review_references(blind: Blind, style: Style = "vancouver") -> tuple[CitationShown, ...]:
    """Return the reports of the included studies as references, Vancouver or GB/T 7714."""
    return review_citations(blind, style)


@router.get("/{review}/citations.txt", response_class=ScriptResponse, responses=SCRIPT)
def review_references_file(review: str, blind: Blind, style: Style = "vancouver") -> ScriptResponse:
    """Return the same list as text, a reference a line."""
    return _text(review_citations(blind, style), f"{review}-{style}")


@router.get("/{review}/synthesis/{outcome}/citations")
def review_outcome_references(
    review: str, blind: Blind, outcome: str, options: Options, style: Style = "vancouver"
) -> tuple[CitationShown, ...]:
    """Return what an answer rests on: methods, the reports pooled, software."""
    return outcome_citations(review, blind, outcome, options, style)


@router.get(
    "/{review}/synthesis/{outcome}/citations.txt", response_class=ScriptResponse, responses=SCRIPT
)
def review_outcome_references_file(
    review: str, blind: Blind, outcome: str, options: Options, style: Style = "vancouver"
) -> ScriptResponse:
    """Return the same list as text, a reference a line."""
    lines = outcome_citations(review, blind, outcome, options, style)
    return _text(lines, f"{review}-{outcome}-{style}")


@router.get(
    "/{review}/synthesis/{outcome}/studies.{form}",
    response_class=StudiesResponse,
    responses=TABLE_FILE,
)
def review_studies_file(
    review: str,
    blind: Blind,
    outcome: str,
    form: TableForm,
    options: Options,
    lang: Language = "zh",
) -> StudiesResponse:
    """Return the studies of an answer as CSV or Excel, with their provenance below."""
    found = review_pooled(review, blind, outcome, options)
    raw = studies_table(found.pooled, found.in_force, form, lang)
    given = f'attachment; filename="trephine-{outcome}.{form}"'
    return StudiesResponse(
        raw, media_type=TABLE_TYPES[form], headers={"Content-Disposition": given}
    )


def _text(lines: tuple[CitationShown, ...], name: str) -> ScriptResponse:
    said = "".join(f"[{one.number}] {one.text}\n" for one in lines)
    given = f'attachment; filename="trephine-{name}.txt"'
    return ScriptResponse(said, headers={"Content-Disposition": given})
