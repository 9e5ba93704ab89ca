"""review_citations, outcome_citations: what a review and its answers rest on, as references."""

from collections.abc import Iterable
from dataclasses import replace

from trephine.core.review import Review
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.study_rows import study_of
from trephine.reports.cite import cite
from trephine.reports.cite_reference import cite_reference
from trephine.reports.reference import Style
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import fitted, kept_of
from trephine.web.evidence.taking import CitationShown
from trephine.web.review.shown import UNTITLED
from trephine.web.review.synthesis import planned, review_analysis


def review_citations(review: Review, style: Style) -> tuple[CitationShown, ...]:
    """Return the reports of every included study, the main one of a study first."""
    return _numbered(_reports(review, {one.id for one in included_studies(review)}, style))


def outcome_citations(
    name: str, review: Review, outcome: str, options: PoolOptions, style: Style
) -> tuple[CitationShown, ...]:
    """Return the methods of an answer, the reports of the studies pooled in it, the software.

    Raises NotFoundError, InputError, MethodError.
    """
    own = planned(review, options)
    analysis = review_analysis(name, review, outcome, own.arms)
    found = fitted(analysis, own)
    made = tuple(
        CitationShown(number=0, key=one.key, what=one.what, text=one.text)
        for one in cite(found.estimate, style=style)
    )
    pooled = {study_of(one.study) for one in kept_of(analysis, own)}
    return _numbered((*made[:-1], *_reports(review, pooled, style), *made[-1:]))


def _reports(review: Review, studies: set[str], style: Style) -> tuple[CitationShown, ...]:
    return tuple(
        CitationShown(
            number=0,
            key=key,
            what=one.label or UNTITLED,
            text=cite_reference(review.reports[key].merged, style=style),
        )
        for one in included_studies(review)
        if one.id in studies
        for key in one.reports
    )


def _numbered(lines: Iterable[CitationShown]) -> tuple[CitationShown, ...]:
    return tuple(replace(one, number=at) for at, one in enumerate(lines, start=1))
