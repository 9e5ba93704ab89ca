"""Estimators of tau2 with moderators, each at its exact solution.

With M = diag(vi + tau2), y'Py and tr(P) for any symmetric projection-like P, the moment estimators
are closed forms. Three facts make the iterative ones safe:

- y'Py falls and 1 / (y'Py) is concave in tau2, so Newton's method on the reciprocal climbs to the
  root of y'Py = k - p from the left without ever passing it (Paule-Mandel, empirical Bayes);
- y'Py - (k - p) - tau2 tr(P) falls in tau2, so the fixed point of the iterated DerSimonian-Laird
  estimator is unique;
- the score of the (restricted) likelihood is half the difference of A = y'PPy and B = tr(P) (ML:
  B = sum of weights), both falling and convex. Tangents and chords bound both on any interval, so
  intervals without a maximum are proved empty and the global maximum is found for certain: REML
  can have two (about 1 in 3,000 subsets of real meta-analyses).
"""

import math

import numpy as np

from trephine.evidence.kernel.linear import (
    Array,
    F,
    log_likelihood,
    log_likelihood_restricted,
    moments,
    quick_moments,
    trace2,
    weigh,
)
from trephine.evidence.kernel.mode import jit

EE, DL, HE, HS, HSK, SJ, PM, ML, REML, DLIT, GENQ, PMM, FIXED = range(13)
_LEVELS = 200  # bisections kept at once; the log-scale halving needs fewer than 70


@jit
def smallest(v: Array) -> float:
    """Return the smallest value."""
    low: float = v[0]
    for i in range(1, v.shape[0]):
        low = min(low, v[i])
    return low


@jit
def added(v: Array) -> float:
    """Return the sum of the values."""
    total = 0.0
    for i in range(v.shape[0]):
        total += v[i]
    return total


@jit
def quadratic_root(Zt: Array, y: Array, v: Array, target: float, ws: Array) -> float:
    """Return the tau2 at which y'Py = target, or 0 where it lies below that at tau2 = 0."""
    w = np.empty(v.shape[0])
    low = smallest(v)
    t = 0.0
    for _ in range(200):
        weigh(v, t, w)
        y1, y2, _y3, _tp, _tpp, _det = quick_moments(Zt, y, w, ws)
        if not y1 > target:
            break
        step = y1 * (y1 / target - 1.0) / y2
        t += step
        if step <= 1e-10 * (t + low):  # likewise
            break
    return t


@jit
def _dlit(Zt: Array, y: Array, v: Array, ws: Array) -> float:
    """Root of y'Py - (k - p) - tau2 tr(P): Newton's method within a bracket."""
    p, k = Zt.shape
    w = np.empty(k)
    weigh(v, 0.0, w)
    y1, y2, _y3, tp, tpp = moments(Zt, y, w, ws)
    if not y1 > k - p:
        return 0.0 if y1 <= k - p else math.nan
    lower = 0.0
    upper = math.inf
    t: float = (y1 - (k - p)) / tp
    for _ in range(200):
        weigh(v, t, w)
        y1, y2, _y3, tp, tpp = moments(Zt, y, w, ws)
        value = y1 - (k - p) - t * tp
        if value > 0.0:
            lower = t
        else:
            upper = t
        new = t + value / (y2 + tp - t * tpp)
        if not lower < new < upper:
            new = 0.5 * (lower + upper) if upper < math.inf else 2.0 * t
        done = abs(new - t) <= 1e-10 * t  # likewise
        t = new
        if done or upper - lower <= 4e-16 * t:
            break
    return t


@jit
def _score(
    code: int, Zt: Array, y: Array, v: Array, t: float, w: Array, ws: Array, x: Array
) -> None:
    """Write (tau2, A, A', B, B') of the module's docstring into x."""
    ones = 0.0
    squares = 0.0
    for i in range(v.shape[0]):
        w[i] = 1.0 / (v[i] + t)
        ones += w[i]
        squares += w[i] * w[i]
    _y1, y2, y3, tp, tpp, _det = quick_moments(Zt, y, w, ws)
    x[0] = t
    x[1] = y2
    x[2] = -2.0 * y3
    x[3] = tp if code == REML else ones
    x[4] = -tpp if code == REML else -squares


@jit
def _gap(width: float, fa: float, da: float, fb: float, db: float, ga: float, gb: float) -> float:
    """Least value on an interval of (the tangents of a convex f) - (the chord of a convex g)."""
    slope = da - db
    if slope == 0.0:
        return min(fa - ga, fb - gb)
    x = (fb - fa - db * width) / slope
    x = min(max(x, 0.0), width)
    return fa + da * x - (ga + (gb - ga) * x / width)


@jit
def _verdict(a: Array, b: Array) -> int:
    """0: no maximum between the two nodes; 1: exactly one; 2: not known yet."""
    width = b[0] - a[0]
    sa = a[1] - a[3]
    sb = b[1] - b[3]
    if b[2] - a[4] < 0.0:  # the score falls throughout
        return 1 if sa > 0.0 >= sb else 0
    if a[2] - b[4] > 0.0:  # the score rises throughout
        return 0
    if sa > 0.0 and sb > 0.0 and _gap(width, a[1], a[2], b[1], b[2], a[3], b[3]) > 0.0:
        return 0
    if sa <= 0.0 and sb <= 0.0 and _gap(width, a[3], a[4], b[3], b[4], a[1], b[1]) > 0.0:
        return 0
    return 2


@jit
def _climb(
    code: int, Zt: Array, y: Array, v: Array, lower: float, upper: float, ws: Array
) -> float:
    """Root of the score between two nodes where it changes from positive to negative."""
    w = np.empty(v.shape[0])
    x = np.empty(5)
    low = smallest(v)
    t = math.sqrt((lower + low) * (upper + low)) - low
    for _ in range(200):
        if not lower < t < upper:  # a step that leaves the bracket, or NaN
            t = 0.5 * (lower + upper)
        _score(code, Zt, y, v, t, w, ws, x)
        value = x[1] - x[3]
        slope = x[2] - x[4]
        if value > 0.0:
            lower = t
        else:
            upper = t
        step = value / slope if slope < 0.0 else math.nan
        t -= step
        # Newton's method squares a relative error: after a step of 1e-10 nothing is left
        if abs(step) <= 1e-10 * (t + low) or upper - lower <= 2e-16 * (t + low):
            break
    return t


@jit
def log_likelihood_at(
    code: int, Zt: Array, y: Array, v: Array, t: float, w: Array, ws: Array
) -> float:
    """(Restricted) log-likelihood at tau2 = t, for orthonormal columns."""
    weigh(v, t, w)
    y1, _y2, _y3, _tp, _tpp, det = quick_moments(Zt, y, w, ws)
    if code == REML:
        return log_likelihood_restricted(y1, v, t, Zt.shape[0], det)
    return log_likelihood(y1, v, t)


@jit
def likelihood_optimum(code: int, Zt: Array, y: Array, v: Array, ws: Array) -> float:
    """Return the tau2 >= 0 where the likelihood (ML) or restricted likelihood (REML) is largest."""
    p, k = Zt.shape
    w = np.empty(k)
    high = 0.0
    for i in range(k):
        w[i] = 1.0
        high = max(high, v[i])
    rss = moments(Zt, y, w, ws)[0]
    n = k - p if code == REML else k
    low = smallest(v)
    # y'PPy <= rss / (low + t)^2 and tr P >= n / (high + t): beyond this point the score is negative
    top = (rss + math.sqrt(rss * rss + 4.0 * n * rss * (high - low))) / (2.0 * n) - low
    if not top > 0.0:
        return 0.0 if top <= 0.0 else math.nan
    nodes = np.empty((_LEVELS, 5))
    left = np.empty(5)
    _score(code, Zt, y, v, 0.0, w, ws, left)
    _score(code, Zt, y, v, top * (1.0 + 1e-9), w, ws, nodes[0])
    best = 0.0
    best_ll = -math.inf
    if left[1] - left[3] <= 0.0:
        best_ll = log_likelihood_at(code, Zt, y, v, 0.0, w, ws)
    n = 1
    while n > 0:
        right = nodes[n - 1]
        verdict = _verdict(left, right)
        if verdict == 2:
            mid = math.sqrt((left[0] + low) * (right[0] + low)) - low
            narrow = right[0] - left[0] <= 1e-13 * (right[0] + low)
            if n < _LEVELS and not narrow and left[0] < mid < right[0]:
                _score(code, Zt, y, v, mid, w, ws, nodes[n])
                n += 1
                continue
            verdict = 1 if left[1] > left[3] and right[1] <= right[3] else 0
        if verdict == 1:
            t = _climb(code, Zt, y, v, left[0], right[0], ws)
            ll = log_likelihood_at(code, Zt, y, v, t, w, ws)
            if ll > best_ll:
                best = t
                best_ll = ll
        for i in range(5):
            left[i] = right[i]
        n -= 1
    return best


@jit
def _variance_of_q(c: float, d: Array, v: Array, t: float, ws: Array) -> float:
    """Return the standard deviation of c y'Py, P = D^(1/2) (I - H) D^(1/2) as last factored."""
    m = np.empty(v.shape[0])
    for i in range(v.shape[0]):
        m[i] = (v[i] + t) * d[i]
    return c * math.sqrt(max(0.0, 2.0 * trace2(m, m, ws)))


@jit
def estimate_tau2(
    code: int, Zt: Array, y: Array, v: Array, a: Array, value: float, ws: Array
) -> tuple[float, float]:
    """Return tau2 and its standard error.

    Zt: (p, k) orthonormal columns; a: weights for GENQ (else anything); value: tau2 itself for
    FIXED, the median of chi2(k - p) for PMM (else anything). NaN where the columns are dependent.
    """
    p, k = Zt.shape
    df = k - p
    d = np.empty(k)
    if code == EE:
        return 0.0, math.nan
    if code == FIXED:
        return value, math.nan
    if code in (ML, REML):
        t = likelihood_optimum(code, Zt, y, v, ws)
        weigh(v, t, d)
        total = 0.0
        for i in range(k):
            total += d[i] * d[i]
        if code == REML:
            total = quick_moments(Zt, y, d, ws)[4]
        return t, math.sqrt(2.0 / total)
    if code in (PM, PMM):
        t = quadratic_root(Zt, y, v, float(df) if code == PM else value, ws)
        weigh(v, t, d)
        return t, math.sqrt(2.0 * k * k / df) / added(d)
    if code == DLIT:
        t = _dlit(Zt, y, v, ws)
        weigh(v, t, d)
        y1, _y2, _y3, tp, tpp = moments(Zt, y, d, ws)
        return t, math.sqrt(2.0 * df + 4.0 * t * tp + 2.0 * t * t * tpp) / tp
    start = 0.0
    if code == SJ:
        mean = added(y) / k
        for i in range(k):
            start += (y[i] - mean) ** 2
        start /= k
    weigh(v, start, d)
    for i in range(k):
        if code == HE:
            d[i] = 1.0
        elif code == GENQ:
            d[i] = a[i]
    y1, _y2, _y3, tp, _tpp = moments(Zt, y, d, ws)
    total = added(d)
    tpv = 0.0
    for i in range(k):
        tpv += d[i] * v[i] * ws[F, i]
    if code == DL:
        t = (y1 - df) / tp
        c = 1.0 / tp
    elif code == HE:
        t = (y1 - tpv) / df
        c = 1.0 / df
    elif code == GENQ:
        t = (y1 - tpv) / tp
        c = 1.0 / tp
    elif code == SJ:
        t = start * y1 / df
        c = start / df
    elif code == HSK:
        c = k / df / total
        t = c * y1 - k / total
    else:
        c = 1.0 / total
        t = c * y1 - k * c
    t = max(0.0, t)
    return t, _variance_of_q(c, d, v, t, ws)
