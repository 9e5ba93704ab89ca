"""The global maximum of the (restricted) likelihood in tau2, found for certain.

The score is half of A - B: A = sum c^2 / (m + t)^2; B = sum 1 / (m + t), over the k - 1 eigenvalues
m of the contrasts' variance for REML, over the k sampling variances for ML. With R = A / B,

    d log R / dt = 1/q - 2/p,   p = -2 A / A',   q = -B / B',

where p and q are weighted means of m + t that rise with t (Cauchy-Schwarz). Their values at the two
ends of an interval therefore bound the slope of log R inside: an interval is settled once R is
proved to be above 1, below 1, or monotone in it. What is not settled is halved. So every maximum is
found, also where there are two (about 1 in 3,000 subsets of real meta-analyses), and no tolerance
has a scale.
"""

import math

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.sums import Vector, log_likelihood, sums


@jit
def score_parts(d: Vector, v: Vector, t: float, reml: float) -> tuple[float, float, float, float]:
    """Return A, B, p, q at tau2 = t."""
    s1, s2, _, _, A, C, B, D, _ = sums(d, v, t)
    if reml == 0.0:
        B = s1
        D = s2
    p = A / C if C > 0.0 else math.inf
    return A, B, p, B / D


@jit
def _step(A: float, B: float, p: float, q: float) -> float:
    """Return the step to the root of A p^2 / (p + x)^2 = B q / (q + x), near x = 0.

    Both sides have the right value and slope at the current point.
    """
    a = B * q
    b = 2.0 * B * q * p - A * p * p
    c = B * q * p * p - A * p * p * q
    root = b * b - 4.0 * a * c
    if b > 0.0 and root >= 0.0:
        return -2.0 * c / (b + math.sqrt(root))
    return (math.log(A) - math.log(B)) / (2.0 / p - 1.0 / q)


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
    steepest_up = 1.0 / q - 2.0 / p2  # the slope of log R is below it ...
    steepest_down = 1.0 / q2 - 2.0 / p  # ... and above this
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
    if not end > 0.0:
        return 0.0, 1
    a = 0.0
    A, B, p, q = score_parts(d, v, a, reml)
    best = 0.0
    maxima = 0
    best_value = math.nan
    if A <= B:
        maxima = 1
    sure_from = high_v - 2.0 * low_v  # from here on p < 2 q: R falls
    while a < end and not (A <= B and a >= sure_from):
        width = max(0.9 * (2.0 * q - p), 0.5 * q)
        if A < B:
            width = max(width, 2.0 * q)
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
