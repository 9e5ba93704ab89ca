"""The global maximum of the (restricted) likelihood in tau2, found for certain.

The score is half of A - B: A = sum c^2 / (m + t)^2; B = sum 1 / (m + t), over the k - 1 eigenvalues
m of the contrasts' variance for REML, over the k sampling variances for ML. With R = A / B,

    d log R / dt = q - 2 p,   p = -A' / (2 A),   q = -B' / B,

where p and q are weighted means of 1 / (m + t) that fall with t (Cauchy-Schwarz). Their values at
the two ends of an interval therefore bound the slope of log R inside: an interval is settled once R
is proved to be above 1, below 1, or monotone in it. What is not settled is divided. So every
maximum is found, also where there are two (about 1 in 3,000 subsets of real meta-analyses), and no
tolerance has a scale. A usual subset takes 8 evaluations, those for the maximum itself included.
"""

import math

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.sums import Vector, log_likelihood


@jit
def score_parts(d: Vector, v: Vector, t: float, reml: float) -> tuple[float, float, float, float]:
    """Return A, B, p, q at tau2 = t: the part of ``sums`` that the search needs."""
    w0 = 1.0 / (v[0] + t)
    a1 = a2 = a3 = 0.0
    m1 = m2 = m3 = 0.0
    n2 = n3 = 0.0
    for i in range(1, d.shape[0]):
        w = 1.0 / (v[i] + t)
        x = d[i]
        w2 = w * w
        w3 = w2 * w
        a1 += w
        a2 += w2
        a3 += w3
        m1 += w * x
        wx = w2 * x
        m2 += wx
        n2 += wx * x
        wx = w3 * x
        m3 += wx
        n3 += wx * x
    s1 = w0 + a1
    over = 1.0 / s1
    mean = (m1 + w0 * d[0]) * over
    g = w0 * (d[0] - mean)
    A = max(g * g + n2 - mean * (2.0 * m2 - mean * a2), 0.0)
    t2 = m2 - mean * a2
    C = n3 - mean * (2.0 * m3 - mean * a3) + (w0 * g * (a1 * g - 2.0 * t2) - t2 * t2) * over
    if reml > 0.0:
        B = (2.0 * w0 * a1 + max(a1 * a1 - a2, 0.0)) * over
        among = max(a1 * (a1 * a2 - 2.0 * a3) + a2 * a2, 0.0)
        D = w0 * (w0 * (a1 * a1 + 3.0 * a2) + 2.0 * max(a1 * a2 - a3, 0.0)) + among
        D *= over * over
    else:
        B = s1
        D = w0 * w0 + a2
    return A, B, max(C, 0.0) / A if A > 0.0 else 0.0, D / B


@jit
def _step(A: float, B: float, p: float, q: float) -> float:
    """Return the step to the root of A / (1 + p x)^2 = B / (1 + q x), near x = 0.

    Both sides have the right value and slope at the current point.
    """
    a = B * p * p
    b = 2.0 * B * p - A * q
    root = b * b - 4.0 * a * (B - A)
    if b > 0.0 and root >= 0.0:
        return 2.0 * (A - B) / (b + math.sqrt(root))
    return math.log(A / B) / (2.0 * p - q)


@jit
def _refine(
    d: Vector, v: Vector, reml: float, low: float, high: float, start: float, floor: float
) -> float:
    """Return the root of A = B in [low, high], where A > B at low and A < B at high."""
    t = start
    for _ in range(200):
        A, B, p, q = score_parts(d, v, t, reml)
        if A > B:
            low = t
        else:
            high = t
        new = t + _step(A, B, p, q)
        if not low <= new <= high:
            new = 0.5 * (low + high) if high < 4.0 * (low + floor) else _middle(low, high, floor)
        # The step is of third order: once it is 1e-6 of t, what is left is rounding.
        small = abs(new - t) <= 1e-6 * t
        t = new
        if small or high - low <= 2e-16 * high:
            break
    return t


@jit
def _middle(low: float, high: float, floor: float) -> float:
    """Return the middle on the scale of log(t + floor)."""
    return math.sqrt((low + floor) * (high + floor)) - floor


@jit
def _is_settled(
    h: float, A: float, B: float, p: float, q: float, A2: float, B2: float, p2: float, q2: float
) -> int:
    """Tell what is proved of an interval of width h: 0 nothing, 1 no root, 2 R falls, 3 R rises."""
    steepest_up = q - 2.0 * p2  # the slope of log R is below it ...
    steepest_down = q2 - 2.0 * p  # ... and above this
    if steepest_up <= 0.0:
        return 2 if A > B and A2 <= B2 else 1
    if steepest_down >= 0.0:
        return 3
    if A < B and A2 < B2:
        if math.log(A / B) + h * steepest_up < 0.0 or math.log(A2 / B2) - h * steepest_down < 0.0:
            return 1
    elif (
        A > B
        and A2 > B2
        and (math.log(A / B) + h * steepest_down > 0.0 or math.log(A2 / B2) - h * steepest_up > 0.0)
    ):
        return 1
    return 0


@jit
def likelihood_maximum(d: Vector, v: Vector, reml: float) -> tuple[float, int]:
    """Return tau2 at the global maximum, and how many local maxima there are, 0 included.

    Study 0 must be the most precise one, ``d`` effects about a centre near their mean.
    """
    A, B, p, q = score_parts(d, v, 0.0, reml)
    return climb(d, v, reml, A, B, p, q)


@jit
def climb(
    d: Vector, v: Vector, reml: float, A: float, B: float, p: float, q: float
) -> tuple[float, int]:
    """Do the work of ``likelihood_maximum`` from the score's parts at tau2 = 0."""
    k = d.shape[0]
    low_v: float = v[0]
    high_v = 0.0
    total = 0.0
    for i in range(k):
        high_v = max(high_v, v[i])
        total += d[i]
    mean = total / k
    spread = 0.0
    for i in range(k):
        spread += (d[i] - mean) * (d[i] - mean)
    # Beyond this t the score is negative: A <= spread / (t + low)^2 and B >= n / (t + high).
    n = k - 1.0 if reml > 0.0 else 1.0 * k
    gap = high_v - low_v
    end = (spread + math.sqrt(spread * spread + 4.0 * n * spread * gap)) / (2.0 * n) - low_v
    end += 1e-6 * (end + low_v)  # equal variances put the root on the bound: rounding needs room
    if not end > 0.0:
        return 0.0, 1
    a = 0.0
    best = 0.0
    maxima = 0
    best_value = math.nan
    if A <= B:
        maxima = 1
    sure_from = high_v - 2.0 * low_v  # from here on 2 p > q: R falls
    while a < end and not (A <= B and a >= sure_from):
        width = 0.5 / q
        if p > 0.0:
            width = max(width, 1.8 / q - 0.9 / p)
        if A < B:
            width = 2.0 / q
        b = min(a + width, end)
        while True:
            A2, B2, p2, q2 = score_parts(d, v, b, reml)
            settled = _is_settled(b - a, A, B, p, q, A2, B2, p2, q2)
            if settled > 0 or b - a <= 1e-9 * (a + low_v):
                break
            b = a + 0.4 * (b - a)
        if settled != 3 and A > B and A2 <= B2:
            guess = a + _step(A, B, p, q)
            other = b + _step(A2, B2, p2, q2)
            if not a < guess < b or abs(other - b) < abs(guess - a):
                guess = other
            if not a < guess < b:
                guess = 0.5 * (a + b)
            t = _refine(d, v, reml, a, b, guess, low_v)
            maxima += 1
            if maxima == 1:
                best = t
            else:
                if maxima == 2:
                    best_value = log_likelihood(d, v, best, reml)
                value = log_likelihood(d, v, t, reml)
                if value > best_value:
                    best = t
                    best_value = value
        a, A, B, p, q = b, A2, B2, p2, q2
    return best, max(maxima, 1)
