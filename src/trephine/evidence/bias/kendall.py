"""kendall: rank correlation with its exact or normal distribution."""

import math
from dataclasses import dataclass

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import norm_sf

_EXACT_UP_TO = 200  # beyond, the approximation is good to 4 digits and the exact sums get slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Kendall:
    """Kendall's tau-b, the score S, its standard error under independence, and the p-value."""

    tau: float
    S: float
    se_S: float
    z: float
    pval: float
    exact: bool


def kendall(x: Vector, y: Vector, *, exact: bool, continuity: bool = False) -> Kendall:
    """Correlate the ranks of x and y (float64 (k,), k >= 3), two-sided p-value.

    ``exact`` asks for the distribution over all orders; it exists only without ties and is computed
    up to 200 studies. Otherwise the normal approximation is used, its variance corrected for ties
    (``exact`` of the result says which). ``continuity`` moves S by 1 towards 0 there. tau is NaN
    where x or y is constant. Source: Kendall and Gibbons 1990, Rank Correlation Methods, chapters
    4 and 5.
    """
    n = len(x)
    sx = np.sign(x[:, None] - x[None, :])
    sy = np.sign(y[:, None] - y[None, :])
    S = float(np.sum(sx * sy)) / 2
    pairs = n * (n - 1) / 2
    tx, ty = _ties(x), _ties(y)
    free_x = pairs - sum(t * (t - 1) for t in tx) / 2
    free_y = pairs - sum(t * (t - 1) for t in ty) / 2
    tau = S / math.sqrt(free_x * free_y) if free_x > 0 and free_y > 0 else math.nan
    se_S = math.sqrt(_variance(n, tx, ty))
    if exact and not tx and not ty and n <= _EXACT_UP_TO:
        return Kendall(tau=tau, S=S, se_S=se_S, z=math.nan, pval=_exact(n, S), exact=True)
    moved = math.copysign(max(abs(S) - 1, 0), S) if continuity else S
    z = moved / se_S if se_S > 0 else math.nan
    return Kendall(tau=tau, S=S, se_S=se_S, z=z, pval=2 * norm_sf(abs(z)), exact=False)


def _ties(values: Vector) -> list[int]:
    """Return the sizes of the groups of equal values, single ones left out."""
    counts = np.unique(values, return_counts=True)[1]
    return [int(c) for c in counts if c > 1]


def _variance(n: int, tx: list[int], ty: list[int]) -> float:
    """Variance of S under independence with groups of ties (Kendall and Gibbons, section 4.10)."""

    def first(groups: list[int]) -> int:
        return sum(t * (t - 1) * (2 * t + 5) for t in groups)

    def second(groups: list[int]) -> int:
        return sum(t * (t - 1) for t in groups)

    def third(groups: list[int]) -> int:
        return sum(t * (t - 1) * (t - 2) for t in groups)

    return (
        (n * (n - 1) * (2 * n + 5) - first(tx) - first(ty)) / 18
        + second(tx) * second(ty) / (2 * n * (n - 1))
        + third(tx) * third(ty) / (9 * n * (n - 1) * (n - 2))
    )


def _exact(n: int, S: float) -> float:
    """Two-sided p-value of S over all n! orders: twice the smaller tail, at most 1.

    The number of inversions of a random order is a sum of independent uniforms on 0..j-1, so its
    probabilities follow by n running means.
    """
    probability = np.ones(1)
    for j in range(2, n + 1):
        probability = np.convolve(probability, np.full(j, 1.0 / j))
    concordant = round((S + n * (n - 1) / 2) / 2)
    lower = float(np.sum(probability[: concordant + 1]))
    upper = float(np.sum(probability[concordant:]))
    return min(1.0, 2 * min(lower, upper))
