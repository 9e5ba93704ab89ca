"""logic_gap: how two pooled results break what must hold between them, and what explains it."""

from dataclasses import dataclass
from math import asin, erfc, nan, sqrt

from trephine.core.publication import Publication, Relation
from trephine.core.published import PublishedEstimate
from trephine.evidence.audit.printed_range import PrintedRange, printed_range


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicGap:
    """What ``large`` shows and may show at most, in percent, and what could explain the excess.

    ``behind`` is the range behind the printed result of ``large``, ``limit`` what that of ``bound``
    leaves; where ``reverse``, both are of people without the outcome of ``large``. ``beyond``
    tells whether the confidence intervals cannot be reconciled either. ``P`` is that of the
    difference if the two sets were independent samples of one population. ``shared`` and ``alone``
    count the patients of ``large`` in studies that both pool and that only it pools; ``needed`` is
    the percentage that the latter would have to show, NaN without any.
    """

    large: PublishedEstimate
    bound: PublishedEstimate
    behind: PrintedRange
    limit: PrintedRange
    reverse: bool
    beyond: bool
    P: float
    shared: int
    alone: int
    needed: float


def logic_gap(
    publication: Publication, relation: Relation, one: PublishedEstimate, other: PublishedEstimate
) -> LogicGap | None:
    """Return how ``one`` and ``other`` break a relation, None where rounding can reconcile them.

    ``needed`` weighs studies by n and grants that the shared ones show all that ``bound`` allows;
    with other weights it is a rough guide. The intervals are taken as printed, with rounding.
    """
    large, bound = one, other
    behind, second = printed_range(one.estimate), printed_range(other.estimate)
    ends = PrintedRange(low=printed_range(one.ci_lb).low, high=printed_range(one.ci_ub).high)
    others = PrintedRange(low=printed_range(other.ci_lb).low, high=printed_range(other.ci_ub).high)
    value, against = one.estimate.value, other.estimate.value
    limit = second
    if relation.kind in {"exclusive", "complement"}:
        limit, others, against = _rest(second), _rest(others), 100.0 - against
    if relation.kind == "complement" and behind.high < limit.low:
        large, bound = other, one
        behind, limit = limit, behind
        ends, others = others, ends
    if behind.low <= limit.high:
        return None
    error = sqrt(_arcsine(one) ** 2 + _arcsine(other) ** 2)
    apart = abs(asin(sqrt(0.01 * value)) - asin(sqrt(0.01 * against)))
    mine, theirs = set(large.studies), set(bound.studies)
    shared, alone = _people(publication, mine & theirs), _people(publication, mine - theirs)
    events = 0.01 * behind.low * (shared + alone)
    allowed = min(0.01 * limit.high * _people(publication, theirs), float(shared))
    return LogicGap(
        large=large,
        bound=bound,
        behind=behind,
        limit=limit,
        reverse=large is not one,
        beyond=ends.low > others.high,
        P=erfc(apart / error / sqrt(2.0)) if error > 0.0 else 0.0,
        shared=shared,
        alone=alone,
        needed=100.0 * max(events - allowed, 0.0) / alone if alone else nan,
    )


def _people(publication: Publication, keys: set[str]) -> int:
    return sum(study.arms[0].n for study in publication.studies if study.id in keys and study.arms)


def _rest(of: PrintedRange) -> PrintedRange:
    return PrintedRange(low=100.0 - of.high, high=100.0 - of.low)


def _arcsine(row: PublishedEstimate) -> float:
    """Return the standard error behind a printed 95% interval, on the arcsine scale."""
    low, high = (
        asin(sqrt(0.01 * min(max(end.value, 0.0), 100.0))) for end in (row.ci_lb, row.ci_ub)
    )
    return (high - low) / (2.0 * 1.959964)
