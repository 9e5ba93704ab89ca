"""paired: the difference between two treatments of the same patients, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trephine.core.run_outcome import RunOutcome

Vector = NDArray[np.float64]
Reading = Literal["mean", "share", "event-free days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """One outcome of one arm against the first arm, on the same patients.

    ``reading`` says what ``first`` and ``other`` are: the mean, the share of all patients in whom
    it holds, or the mean days without the event up to the end of the run (the restricted mean).
    ``difference`` is other minus first with ``ci_lb`` and ``ci_ub``; ``median`` that of the
    patients' own differences with its interval. ``pairs`` are the patients in both. ``members``
    are the differences of each member of the ensemble; one where there is no ensemble.
    """

    outcome: RunOutcome
    arm: int
    reading: Reading
    pairs: int
    first: float
    other: float
    difference: float
    se: float
    ci_lb: float
    ci_ub: float
    median: float
    median_lb: float
    median_ub: float
    members: tuple[float, ...]


def paired(
    outcome: RunOutcome, arm: int, first: Vector, other: Vector, *, days: float, level: float
) -> PairedDifference:
    """Return the mean paired difference with Student's interval, and the median's.

    The interval of the median is that of order statistics (binomial, at least the level). An
    event's day counts as the end of the run where it did not come, which cuts no patient short:
    all are followed to the end. An outcome of 1 or 0 that is not known (no relapse to look at)
    counts as 0. Elsewhere a patient without a value in either arm is left out.
    """
    reading: Reading = "mean"
    if outcome.ends:
        reading = "event-free days"
        first, other = (np.where(np.isnan(v), days, np.minimum(v, days)) for v in (first, other))
    elif outcome.kind in {"is_above", "is_below"}:
        reading = "share"
        first, other = (np.nan_to_num(v, nan=0.0) for v in (first, other))
    own = paired_means(first, other, level=level)
    return PairedDifference(
        outcome=outcome,
        arm=arm,
        reading=reading,
        pairs=own.pairs,
        first=own.first,
        other=own.other,
        difference=own.difference,
        se=own.se,
        ci_lb=own.ci_lb,
        ci_ub=own.ci_ub,
        median=own.median,
        median_lb=own.median_lb,
        median_ub=own.median_ub,
        members=(own.difference,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedMeans:
    """Two values of each of ``pairs`` patients: means, their difference, and the median's.

    ``difference`` is other minus first, with its standard error and interval.
    """

    pairs: int
    first: float
    other: float
    difference: float
    se: float
    ci_lb: float
    ci_ub: float
    median: float
    median_lb: float
    median_ub: float


def paired_means(first: Vector, other: Vector, *, level: float) -> PairedMeans:
    """Return the mean of the patients' own differences with Student's interval, and the median's.

    A patient without a value (NaN) in either is left out.
    """
    both = ~(np.isnan(first) | np.isnan(other))
    first, other = first[both], other[both]
    own = other - first
    n = len(own)
    mean = float(own.mean()) if n else np.nan
    se = float(own.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
    half = float(stats.t.ppf(0.5 + level / 200.0, n - 1)) * se if n > 1 else np.nan
    low, high = _median_limits(np.sort(own), level)
    return PairedMeans(
        pairs=n,
        first=float(first.mean()) if n else np.nan,
        other=float(other.mean()) if n else np.nan,
        difference=mean,
        se=se,
        ci_lb=mean - half,
        ci_ub=mean + half,
        median=float(np.median(own)) if n else np.nan,
        median_lb=low,
        median_ub=high,
    )


def _median_limits(ordered: Vector, level: float) -> tuple[float, float]:
    """Return the order statistics that hold the median with at least the level asked for."""
    n = len(ordered)
    if n == 0:
        return np.nan, np.nan
    below = int(stats.binom.ppf(0.5 - level / 200.0, n, 0.5))
    return float(ordered[max(below - 1, 0)]), float(ordered[min(n - below, n - 1)])


def pooled_over(members: Sequence[PairedDifference], level: float) -> PairedDifference:
    """Return one difference for all members of an ensemble, with the spread between them in it.

    The members' means are taken together by ``combined``. The medians are averaged, and their
    limits are the outermost of the members'.
    """
    first = members[0]
    if len(members) == 1:
        return first
    own = combined([one.difference for one in members], [one.se**2 for one in members], level=level)
    return replace(
        first,
        first=float(np.mean([one.first for one in members])),
        other=float(np.mean([one.other for one in members])),
        difference=own.mean,
        se=own.se,
        ci_lb=own.ci_lb,
        ci_ub=own.ci_ub,
        median=float(np.mean([one.median for one in members])),
        median_lb=min(one.median_lb for one in members),
        median_ub=max(one.median_ub for one in members),
        members=own.members,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Estimates of several members of an ensemble as one, the spread between them in its interval.

    ``members`` are their own estimates, ``mean`` is theirs.
    """

    mean: float
    se: float
    ci_lb: float
    ci_ub: float
    members: tuple[float, ...]


def combined(estimates: Sequence[float], variances: Sequence[float], *, level: float) -> Combined:
    """Return two or more estimates as one by Rubin's rule: equal weights, Rubin's freedom.

    The variance is the mean of their own and (1 + 1/m) times that between them.
    """
    means, m = np.array(estimates), len(estimates)
    within = float(np.mean(variances))
    between = float(means.var(ddof=1))
    total = within + (1 + 1 / m) * between
    if total <= 0 or not np.isfinite(total):
        half = 0.0 if total == 0 else np.nan
    else:
        share = (1 + 1 / m) * between / total
        freedom = (m - 1) / share**2 if share > 0 else np.inf
        half = float(stats.t.ppf(0.5 + level / 200.0, freedom)) * np.sqrt(total)
    centre = float(means.mean())
    return Combined(
        mean=centre,
        se=float(np.sqrt(total)),
        ci_lb=centre - half,
        ci_ub=centre + half,
        members=tuple(float(v) for v in means),
    )
