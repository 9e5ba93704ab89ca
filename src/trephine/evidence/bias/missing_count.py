"""missing_count: how many studies the ranks of the deviations say are missing."""

import math

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector

# Deviations this close, relative to the largest, differ by rounding alone.
_TIE = 1e-12


def missing_count(deviation: Vector, estimator: str) -> tuple[int, float]:
    """Return k0, the number missing at the low end, and its standard error (L0, R0 or Q0).

    ``deviation``: float64 (k,), ascending, from the centre. Absolute deviations are ranked; of
    tied ones the lower deviation has the lower rank, and a deviation of nothing counts for neither
    side. k0 is rounded (half to even) and not negative; the standard error is NaN where the formula
    of the variance falls below 0. Raises MethodError where Q0's root does not exist: nearly all
    studies then lie above the centre.

    Sources: Duval and Tweedie 2000, Biometrics 56:455-463 (R0, L0); Duval and Tweedie 2000, J Am
    Stat Assoc 95:89-98 (Q0 and the variances).
    """
    k = deviation.size
    signed = signed_ranks(deviation)
    if estimator == "R0":
        # Ranks above the largest one of the low side: the run of the far end, one less.
        raw = k - float(np.max(-signed, initial=0.0, where=signed < 0)) - 1.0
        return max(0, round(raw)), math.sqrt(2.0 * max(0.0, raw) + 2.0)
    S = float(np.sum(signed, initial=0.0, where=signed > 0))
    if estimator == "L0":
        raw = (4.0 * S - k * (k + 1)) / (2 * k - 1)
        se = 4.0 * _root(_variance(k, raw)) / (2 * k - 1)
    else:
        square = 2.0 * k * k - 4.0 * S + 0.25
        if square < 0:
            raise _no_root(k, S)
        raw = k - 0.5 - math.sqrt(square)
        slope = (k - 0.5) ** 2 - raw * (2 * k - raw - 1)
        se = 2.0 * _root(_variance(k, raw)) / _root(slope) if slope > 0 else math.nan
    return max(0, round(raw)), se


def signed_ranks(deviation: Vector) -> Vector:
    """Rank absolute deviations from 1, ties in the order given, with the sign of each."""
    size = np.abs(deviation)
    slack = _TIE * float(size.max())
    order = np.argsort(size, kind="stable")
    ascending = size[order]
    group = np.zeros(size.size, dtype=np.int64)
    group[order] = np.concatenate(([0], np.cumsum(np.diff(ascending) > slack)))
    rank = np.empty(size.size)
    rank[np.argsort(group, kind="stable")] = np.arange(1.0, size.size + 1.0)
    out: Vector = np.where(size <= slack, 0.0, np.sign(deviation)) * rank
    return out


def _variance(k: int, k0: float) -> float:
    """Variance of the sum of positive ranks when k0 of the low side are missing."""
    found = k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0
    return (found - 18 * k * k0**2 - 18 * k * k0 + 6 * k * k * k0) / 24.0


def _root(x: float) -> float:
    """Square root; NaN below 0, which the variance is where k0 is far from its range."""
    return math.sqrt(x) if x >= 0 else math.nan


def _no_root(k: int, S: float) -> MethodError:
    return MethodError(
        what=Text(
            zh="Q0 估计量在这些数据上没有值",
            en="the estimator Q0 has no value for these studies",
        ),
        where="trim_and_fill",
        found=f"k = {k}, S = {S:g}",
        do=Text(
            zh="几乎所有研究都在中心的同一侧；请用 L0 或 R0。",
            en="Nearly all studies lie on one side of the centre: use L0 or R0.",
        ),
    )
