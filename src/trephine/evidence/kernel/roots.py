"""Roots in tau2: of Q = target, of the iterated moment equation, of a likelihood drop.

Study 0 is the most precise one throughout (see ``sums``).
"""

import math

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.sums import Vector, log_likelihood, q_and_slope, sums


@jit
def q_root(d: Vector, v: Vector, target: float, start: float) -> float:
    """Return the tau2 where the generalised Q equals target; 0 where Q(0) is below it.

    1/Q is concave in tau2 (resistances in parallel), so Newton's method on it climbs from the left,
    never past the root; ``start`` must lie left of it. Convergence is quadratic and scale-free.
    """
    t = start
    for _ in range(200):
        Q, A = q_and_slope(d, v, t)
        step = Q / A * (Q / target - 1.0) if A > 0.0 else 0.0
        if not step > 0.0:
            break
        t += step
        if step <= 1e-16 * (t + v[0]):
            break
    return t


@jit
def iterated_root(d: Vector, v: Vector) -> float:
    """Return the fixed point of the iterated DerSimonian-Laird estimator: t tr(P) = Q - (k - 1).

    The left side rises with t, the right one falls: it is unique. Safeguarded Newton.
    """
    df = d.shape[0] - 1.0
    low = 0.0
    high = math.inf
    t = 0.0
    for _ in range(200):
        _, _, _, Q, A, _, trace, square, _ = sums(d, v, t)
        value = Q - df - t * trace
        if t == 0.0 and value <= 0.0:
            return 0.0
        if value > 0.0:
            low = t
        else:
            high = t
        slope = -A - trace + t * square
        new = t - value / slope
        if not low < new < high:
            new = 0.5 * (low + high) if high < math.inf else 2.0 * t
        done = abs(new - t) <= 2e-16 * new
        t = new
        if done:
            break
    return t


@jit
def _likelihood_root(
    d: Vector, v: Vector, reml: float, target: float, low: float, high: float
) -> float:
    """Return t in [low, high] with log-likelihood ``target``, which lies between its end values."""
    low_above = log_likelihood(d, v, low, reml) > target
    floor: float = v[0]
    t = math.sqrt((low + floor) * (high + floor)) - floor
    for _ in range(200):
        value = log_likelihood(d, v, t, reml) - target
        if (value > 0.0) == low_above:
            low = t
        else:
            high = t
        s1, _, _, _, A, _, trace, _, _ = sums(d, v, t)
        slope = 0.5 * (A - (trace if reml > 0.0 else s1))
        new = t - value / slope if slope != 0.0 else math.nan
        if not low < new < high:
            new = math.sqrt((low + floor) * (high + floor)) - floor
        done = abs(new - t) <= 1e-14 * new or high - low <= 4e-16 * high
        t = new
        if done:
            break
    return t


@jit
def likelihood_interval(
    d: Vector, v: Vector, reml: float, best: float, drop: float
) -> tuple[float, float]:
    """Return the outermost tau2 whose log-likelihood is within ``drop`` of that at ``best``.

    Where the likelihood has two maxima the set may have a gap; the limits span it.
    """
    target = log_likelihood(d, v, best, reml) - drop
    lower = 0.0
    if best > 0.0 and log_likelihood(d, v, 0.0, reml) < target:
        lower = _likelihood_root(d, v, reml, target, 0.0, best)
    inside = best
    outside = best
    for i in range(v.shape[0]):
        outside = max(outside, 2.0 * best + v[i])
    for _ in range(2000):
        if log_likelihood(d, v, outside, reml) < target:
            break
        inside = outside
        outside *= 2.0
    return lower, _likelihood_root(d, v, reml, target, inside, outside)
