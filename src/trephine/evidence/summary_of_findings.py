"""summary_of_findings: outcomes with their pooled figures and the certainty of each."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.certainty import Certainty
from trephine.evidence.certainty_domain import PROPORTIONS, Domain, natural


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One outcome: its estimate, its certainty, and participants (None where not known).

    ``back`` chooses among several back-transformations, as in ``certainty``.
    """

    outcome: Text
    estimate: Estimate
    certainty: Certainty
    participants: int | None = None
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A row of the summary of findings, on the natural scale.

    ``per_1000`` (estimate, ci_lb, ci_ub) are events among 1000 patients, NaN for what is no
    proportion. ``domains`` give the judgements with their reasons.
    """

    outcome: Text
    k: int
    participants: int | None
    estimate: Estimate
    natural: Back
    per_1000: tuple[float, float, float]
    certainty: Certainty
    domains: tuple[Domain, ...]
    back: str = ""


def summary_of_findings(rows: Iterable[Finding]) -> tuple[FindingRow, ...]:
    """Return one row an outcome, in the order given; it judges nothing itself."""
    found = []
    for one in rows:
        shown = natural(one.estimate, one.back)
        nan = (math.nan, math.nan, math.nan)
        counted = one.estimate.measure.upper() in PROPORTIONS
        found.append(
            FindingRow(
                outcome=one.outcome,
                k=one.estimate.k,
                participants=one.participants,
                estimate=one.estimate,
                natural=shown,
                per_1000=(
                    (1000 * shown.estimate, 1000 * shown.ci_lb, 1000 * shown.ci_ub)
                    if counted
                    else nan
                ),
                certainty=one.certainty,
                domains=one.certainty.domains,
                back=one.back,
            )
        )
    return tuple(found)
