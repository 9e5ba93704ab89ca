"""report_answer: the report of a review as a file: DOCX, PDF or HTML."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.responses import Response

from trephine.core.review import Review
from trephine.core.text import Language
from trephine.evidence.review.minors_progress import minors_progress
from trephine.evidence.review.study_rows import report_sources, study_rows
from trephine.reports.review_report import ReviewedOutcome, review_report
from trephine.reports.write import write
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import fitted, kept_of
from trephine.web.evidence.report import ReportForm
from trephine.web.review.extraction import items_of
from trephine.web.review.minors import minors_figure
from trephine.web.review.screening import flow_figure
from trephine.web.review.synthesis import (
    planned,
    review_analysis,
    review_outcomes,
    review_pooled,
)

_TYPES: dict[ReportForm, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
}
REPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
        },
    }
}


class ReportResponse(Response):
    """A report that a browser saves."""

    media_type = "application/pdf"


def report_answer(
    name: str, review: Review, form: ReportForm, language: Language
) -> ReportResponse:
    """Return the report of a review by its protocol's methods; ``review`` is blinded."""
    own = planned(review, PoolOptions())
    outcomes = []
    for one in review_outcomes(review).outcomes:
        analysis = review_analysis(name, review, one.outcome)
        kept = kept_of(analysis, own)
        outcomes.append(
            ReviewedOutcome(
                label=one.label,
                found=fitted(analysis, own) if len(kept) > 1 else None,
                departures=review_pooled(name, review, one.outcome, PoolOptions()).departures,
                known=one.known,
                k=one.k,
            )
        )
    scored = any(one.both for one in minors_progress(review, ""))
    document = review_report(
        review,
        studies=study_rows(review, items_of(review)),
        sources=report_sources(review),
        outcomes=outcomes,
        flow=partial(flow_figure, review),
        risk=partial(minors_figure, review, "", "traffic-light") if scored else None,
    )
    with TemporaryDirectory() as folder:
        content = write(document, Path(folder) / f"review.{form}", language).read_bytes()
    given = f'attachment; filename="review.{language}.{form}"'
    return ReportResponse(content, media_type=_TYPES[form], headers={"content-disposition": given})
