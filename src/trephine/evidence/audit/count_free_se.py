"""count_free_se: the standard error of a pooled proportion from the n's and I2, without a count."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.evidence.audit.printed_range import PrintedRange
from trephine.evidence.effect_set import Vector

Variance = Literal["PFT", "PAS"]
# Stata keeps some of these figures in single precision: 6e-8 relative.
_SLACK = 1e-7
# tau2 at I2 = 100%: an interval of all proportions, whatever the n.
_ENDLESS = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFreeSe:
    """Standard errors (m,) of both models; those of random effects from ``low`` to ``high``.

    ``tau2_low`` and ``tau2_high`` (m,) are DerSimonian and Laird's tau2 at both ends of I2.
    """

    common: Vector
    low: Vector
    high: Vector
    tau2_low: Vector
    tau2_high: Vector


def count_free_se(n: Vector, I2: PrintedRange, *, variance: Variance = "PFT") -> CountFreeSe:
    """Return the standard errors that the n's (m, k) and I2 (percent, a range) leave.

    The variances of the double arcsine, 1/(4n + 2) on metafor's scale (Stata's is twice as large,
    with 4 times the variance: nothing changes after the way back), and of the arcsine, 1/(4n),
    know no count. So I2 fixes Q = df/(1 - I2), Q fixes tau2 = max(0, (Q - df)/C) with
    C = S1 - S2/S1 of the weights, and tau2 fixes every weight. It knows no other estimator of
    tau2: their tau2 is not a function of Q. Nor logit, log or raw proportions, whose variances
    hold the counts. k of at least 2.

    DerSimonian and Laird 1986, Controlled Clinical Trials 7:177-188; Freeman and Tukey 1950,
    Annals of Mathematical Statistics 21:607-611.
    """
    v = _variance(n, variance)
    low, high = _tau2(v, I2.low), _tau2(v, I2.high)
    return CountFreeSe(
        common=_se(v, np.zeros(v.shape[0])),
        low=_se(v, low) * (1.0 - _SLACK),
        high=_se(v, high) * (1.0 + _SLACK),
        tau2_low=low,
        tau2_high=high,
    )


def i2_behind(n: Vector, se: PrintedRange, *, variance: Variance = "PFT") -> PrintedRange | None:
    """Return the I2 (percent) of which random effects with these n (k,) have such an ``se``.

    None where even tau2 = 0 gives a larger one. The range is 0 to 100 where nothing is excluded.
    """
    v = _variance(n[None, :], variance)
    if se.high < _se(v, np.zeros(1))[0]:
        return None
    return PrintedRange(low=_i2_at(v, se.low), high=_i2_at(v, se.high))


def _variance(n: Vector, variance: Variance) -> Vector:
    return 1.0 / (4.0 * n + 2.0) if variance == "PFT" else 0.25 / n


def _tau2(v: Vector, I2: float) -> Vector:
    if I2 <= 0.0:
        return np.zeros(v.shape[0])
    if I2 >= 100.0:
        return np.full(v.shape[0], np.inf)
    w = 1.0 / v
    s1 = w.sum(axis=1)
    C = s1 - (w * w).sum(axis=1) / s1
    share = I2 / 100.0
    return np.asarray((v.shape[1] - 1.0) * share / (1.0 - share) / C)


def _se(v: Vector, tau2: Vector) -> Vector:
    finite = np.minimum(tau2, _ENDLESS)
    return np.asarray(1.0 / np.sqrt((1.0 / (v + finite[:, None])).sum(axis=1)))


def _i2_at(v: Vector, se: float) -> float:
    """Return the I2 at which the standard error is ``se``: it grows with I2, so halve."""
    if math.isinf(se):
        return 100.0
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        below = _se(v, _tau2(v, middle))[0] < se
        low, high = (middle, high) if below else (low, middle)
    return 0.5 * (low + high)
