"""Freeman-Tukey transformations of proportions and rates, and their inverses.

All are on metafor's scale, half of the sum that Freeman and Tukey (1950, Annals of Mathematical
Statistics 21:607-611) wrote. The inverse needs a sample size, which a pooled value has not: that
choice is the hazard of Schwarzer et al. (2019, Research Synthesis Methods 10:476-483).
"""

import numpy as np

from trephine.evidence.effect_set import Vector


def double_arcsine(x: Vector, n: Vector) -> Vector:
    """Return the transformed proportion of x events among n; x and n (k,), 0 <= x <= n."""
    low, high = np.arcsin(np.sqrt(x / (n + 1))), np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return np.asarray(0.5 * (low + high))


def double_arcsine_limits(n: Vector) -> tuple[Vector, Vector]:
    """Return the transformed values of 0 and n events among n: nothing outside can be observed."""
    low = double_arcsine(np.zeros_like(n), n)
    return low, 0.5 * np.pi - low


def inverse_double_arcsine(t: Vector, n: Vector) -> Vector:
    """Return the proportion whose transformed value at sample size n is t; t and n broadcast.

    Values below the transformed 0 of n give 0, above the transformed n of n give 1. Source: Miller
    1978, The American Statistician 32:138. Where the proportion is small, 1 - sqrt(1 - s^2) is
    written as s^2 / (1 + sqrt(1 - s^2)): the plain form loses all digits below 1e-16.
    """
    low, high = double_arcsine_limits(n)
    inside = np.clip(t, low, high)
    sine = np.sin(2.0 * inside)
    s = sine + (sine - 1.0 / sine) / n
    root = np.sqrt(np.maximum(1.0 - s * s, 0.0))
    near = 0.5 * s * s / (1.0 + root)
    p = np.where(inside <= 0.25 * np.pi, near, 1.0 - near)
    p = np.where(t <= low, 0.0, np.where(t >= high, 1.0, p))
    return np.asarray(np.where(np.isnan(t), np.nan, p))


def inverse_arcsine(t: Vector) -> Vector:
    """Return sin(t)^2; 0 below t = 0 and 1 above t = pi/2, where the square would turn back."""
    return np.asarray(np.sin(np.clip(t, 0.0, 0.5 * np.pi)) ** 2)


def barendregt_doi(t: Vector, v: Vector, decided_at: Vector) -> Vector:
    """Return Miller's inverse at the sample size 1/(4 v) that the pooled variance v stands for.

    Where fewer than 2 events, or fewer than 2 non-events, would be expected at that size, sin(t)^2
    is used instead. The size and that rule are looked at in ``decided_at`` (the pooled value)
    once: asked anew at each confidence limit, the two formulas could cross and put a limit on the
    wrong side of the estimate. Source: Barendregt et al. 2013, Journal of Epidemiology and
    Community Health 67:974-978 (on whose scale n = 1/v).
    """
    n = 0.25 / v
    plain = inverse_arcsine(decided_at)
    few = (plain * n < 2.0) | ((1.0 - plain) * n < 2.0)
    return np.where(few, inverse_arcsine(t), inverse_double_arcsine(t, n))


def double_root(x: Vector, t: Vector) -> Vector:
    """Return the transformed rate of x events in person-time t; x and t (k,)."""
    return np.asarray(0.5 * (np.sqrt(x / t) + np.sqrt((x + 1.0) / t)))


def inverse_double_root(y: Vector, t: Vector) -> Vector:
    """Return the rate whose transformed value at person-time t is y; 0 below the transformed 0.

    Solving 2y = sqrt(r) + sqrt(r + 1/t) for r gives sqrt(r) = y - 1/(4 t y).
    """
    low = 0.5 * np.sqrt(1.0 / t)
    inside = np.maximum(y, low)
    root = inside - 0.25 / (t * inside)
    return np.asarray(np.where(y <= low, 0.0, np.where(np.isnan(y), np.nan, root * root)))


def harmonic_mean(n: Vector) -> float:
    """Return the harmonic mean of the sizes that are known."""
    known = n[~np.isnan(n)]
    return float(1.0 / np.mean(1.0 / known)) if known.size else np.nan
