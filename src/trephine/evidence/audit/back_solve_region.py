"""Where the mean and Cochran's Q may lie: printed figures on the analysed scale, by slices of Q."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trephine.evidence.audit.back_solve_figures import FigureRanges, Range
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import chi2_isf

_MOST_SLICES = 48
_FINE = 0.1
_Q_SLACK = 1e-11  # where P is next to 1, a rounding error in Q is a visible one in P


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rounding rule's ranges of mean, lower and upper bound (analysed scale), and of Q."""

    mean: Range
    lower: Range
    upper: Range
    Q: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Q from ``Q_from`` to below ``Q_to``; ``share`` (k,) are the weights of the mean in it.

    ``bands`` (rules, 4): where the mean by these weights can lie, and where it lies for certain.
    ``asked`` (rules, 6) holds the same rules' ranges in full.
    """

    Q_from: float
    Q_to: float
    share: Vector
    bands: Vector
    asked: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """Sampling variances that depend on size alone, and the model built on them."""

    v: Vector
    is_random: bool
    z: float

    @property
    def df(self) -> float:
        """Degrees of freedom of Q."""
        return self.v.size - 1.0

    @property
    def scale(self) -> float:
        """Return C of DerSimonian and Laird, tau2 = (Q - df) / C; 0 for the common effect."""
        w = 1.0 / self.v
        return float(w.sum() - (w * w).sum() / w.sum()) if self.is_random else 0.0

    def tau2(self, Q: float) -> float:
        """Return tau2 at Q."""
        return max(0.0, (Q - self.df) / self.scale) if self.is_random else 0.0

    def share(self, tau2: float) -> Vector:
        """Return the normalised weights at tau2, (k,)."""
        w = 1.0 / (self.v + tau2)
        return np.asarray(w / w.sum())

    def se(self, tau2: float) -> float:
        """Return the standard error at tau2."""
        return float(1.0 / math.sqrt((1.0 / (self.v + tau2)).sum()))


def q_range(ranges: FigureRanges, df: float) -> Range:
    """Return what I2 and P leave of Q."""
    low, high = 0.0, math.inf
    if ranges.I2[0] > 0.0:
        low = df / (1.0 - ranges.I2[0] / 100.0)
    if ranges.I2[1] < 100.0:
        high = df / (1.0 - ranges.I2[1] / 100.0)
    if ranges.p[0] > 0.0:
        high = min(high, chi2_isf(min(ranges.p[0], 1.0), df))
    if ranges.p[1] < 1.0:
        low = max(low, chi2_isf(ranges.p[1], df)) if ranges.p[1] > 0.0 else math.inf
    return (low - _Q_SLACK if low > 0.0 else -1.0), high + _Q_SLACK


def slices(weighting: Weighting, asked: list[Asked], centre: float, Q_most: float) -> list[Slice]:
    """Cut the range of Q where rules begin and end, tau2 leaves 0, or the mean's weights shift.

    Within a slice tau2 lies in an interval. With p the weights in its middle, the logarithm of
    each weight changes by at most D_i = max |mean weight - weight_i| times its half width h, so
    the mean moves by no more than sqrt(sum e_i^2 v_i) sqrt(Q), e_i = p_i (exp(D_i h) - 1): Cauchy
    and Schwarz, as changes of normalised weights add up to 0. Bands are widened and narrowed by it.
    """
    edges = {min(edge, Q_most) for rule in asked for edge in rule.Q}
    if weighting.is_random:
        edges.add(weighting.df)
    cuts = sorted(edges)
    found = []
    for low, high in pairwise(cuts):
        active = [rule for rule in asked if rule.Q[0] <= low and high <= min(rule.Q[1], Q_most)]
        if active:
            found.append((low, high, active))
    made = [_slice(weighting, *one, centre) for one in found]
    for _ in range(_MOST_SLICES):
        widest = max(range(len(made)), key=lambda i: made[i][1], default=-1)
        if widest < 0 or made[widest][1] <= _FINE:
            break
        low, high, active = found.pop(widest)
        made.pop(widest)
        middle = 0.5 * (low + high)
        for part in ((low, middle, active), (middle, high, active)):
            found.append(part)
            made.append(_slice(weighting, *part, centre))
    return sorted((s for s, _ in made if s.bands.size), key=lambda s: s.Q_from)


def _slice(
    weighting: Weighting, low: float, high: float, active: list[Asked], centre: float
) -> tuple[Slice, float]:
    """Return the slice and how much its bands are in doubt, next to their width."""
    t0, t1 = weighting.tau2(low), weighting.tau2(high)
    share = weighting.share(0.5 * (t0 + t1))
    drift = _drift(weighting, t0, t1, share) * math.sqrt(max(high, 0.0))
    h0, h1 = weighting.z * weighting.se(t0), weighting.z * weighting.se(t1)
    bands, rows, doubt = [], [], 0.0
    for rule in active:
        wide = (
            max(rule.mean[0], rule.lower[0] + h0, rule.upper[0] - h1),
            min(rule.mean[1], rule.lower[1] + h1, rule.upper[1] - h0),
        )
        sure = (
            max(rule.mean[0], rule.lower[0] + h1, rule.upper[0] - h0),
            min(rule.mean[1], rule.lower[1] + h0, rule.upper[1] - h1),
        )
        if wide[0] > wide[1]:
            continue
        # The summed mean and the mean of sums differ by rounding, far below what edges are widened.
        row = (wide[0] - drift, wide[1] + drift, sure[0] + drift, sure[1] - drift)
        bands.append([edge - centre for edge in row])
        rows.append([edge - centre for edge in (*rule.mean, *rule.lower, *rule.upper)])
        width = wide[1] - wide[0]
        if math.isfinite(width):
            doubt = max(doubt, (2.0 * drift + h1 - h0) / max(width, 1e-6))
    made = Slice(
        Q_from=low,
        Q_to=high,
        share=share,
        bands=np.array(bands).reshape(-1, 4),
        asked=np.array(rows).reshape(-1, 6),
    )
    return made, doubt if bands else 0.0


def _drift(weighting: Weighting, t0: float, t1: float, share: Vector) -> float:
    if t1 <= t0:
        return 0.0
    w0, w1 = 1.0 / (weighting.v + t0), 1.0 / (weighting.v + t1)
    mean0, mean1 = (w0 * w0).sum() / w0.sum(), (w1 * w1).sum() / w1.sum()
    rate = np.maximum(mean0 - w1, w0 - mean1)
    shift = share * np.expm1(np.minimum(0.5 * (t1 - t0) * rate, 50.0))  # of no use by then
    return float(np.sqrt((shift * shift * weighting.v).sum()))
