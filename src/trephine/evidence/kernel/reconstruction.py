"""Patients from a digitised curve: which integers of events and censorings draw it again.

Within one interval of the numbers-at-risk table the unknown is how many patients were censored and
when. Given that, the number of events at each point follows by inverting the product-limit formula
against the curve drawn so far (not against the digitised one, so rounding does not add up).
"""

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.mode import jit

FREE = -1.0  # no number at risk is known at the end
UNKNOWN = -1.0  # no number of events is known
SAME = 1.5  # in squared error: curves that digitising cannot tell apart
TOTAL = 4.0  # the same where a printed total speaks for the other count
CLOSE = 0.004  # root mean squared error that is digitising's alone, on the scale from 0 to 1


@jit
def censor_times(count: int, low: float, high: float, marks: Vector) -> Vector:
    """Return the times of ``count`` censorings in [low, high): at marks where there are any."""
    out = np.empty(count)
    m = marks.shape[0]
    if m == 0:
        for j in range(count):
            out[j] = low + (j + 1.0) * (high - low) / (count + 1.0)
        return out
    for j in range(count):
        out[j] = marks[(j * m) // count]
    return out


@jit
def walk(
    t: Vector, S: Vector, n: float, s: float, censored: Vector, floor: float, d: Vector
) -> tuple[float, float, float, float]:
    """Write events at the points of one interval into ``d``; return n, S, squared error, capped.

    ``n`` and ``s`` are patients at risk and the redrawn curve at the interval's start; ``floor``
    patients have to be left at its end. Who is censored at the time of an event is at risk then.
    """
    c = 0
    left = censored.shape[0]
    error = 0.0
    capped = 0.0
    for k in range(t.shape[0]):
        while c < censored.shape[0] and censored[c] < t[k]:
            n -= 1.0
            left -= 1
            c += 1
        d[k] = 0.0
        if n > 0.0 and s > 0.0:
            wanted = np.floor(n * (1.0 - S[k] / s) + 0.5)
            most = n - left - floor
            if wanted > most:
                capped += wanted - max(most, 0.0)
                wanted = most
            d[k] = max(wanted, 0.0)
            s *= 1.0 - d[k] / n
            n -= d[k]
        error += (s - S[k]) * (s - S[k])
    return n - left, s, error, capped


@jit
def settle(
    t: Vector,
    S: Vector,
    n: float,
    s: float,
    low: float,
    high: float,
    marks: Vector,
    end: float,
    events: float,
    fixed: int,
    d: Vector,
) -> int:
    """Return how many censorings to put into one interval, their events written into ``d``.

    ``end``: patients at risk at the end, or FREE; ``events``: how many events there are, or
    UNKNOWN. A number at risk is met before all else, among equals by the count that draws the curve
    best. Else the count is taken that comes nearest to the ``events``, or to ``fixed`` where they
    are not known either, among those that draw the curve about as well as the best (SAME): few
    patients make large steps, which tell how many they are. ``d`` has the events of the choice;
    censorings that remain to be placed are the caller's.
    """
    floor = max(end, 0.0)
    last = int(n - floor)
    first = min(marks.shape[0], last)
    good = 1e300
    if end < 0.0:
        for count in range(first, last + 1):
            times = censor_times(count, low, high, marks)
            good = min(good, walk(t, S, n, s, times, floor, d)[2])
        slack = 1.0 if events < 0.0 else TOTAL
        good = slack * max(SAME * good, t.shape[0] * CLOSE * CLOSE)
    best = -1
    best_gap = 1e300
    best_error = 1e300
    for count in range(first, last + 1):
        left, _, error, capped = walk(t, S, n, s, censor_times(count, low, high, marks), floor, d)
        if end >= 0.0:
            gap = left - end + capped
        elif error > good:
            gap = 1e200
        elif events >= 0.0:
            gap = abs(np.sum(d) - events)
        else:
            gap = 1.0 * abs(count - fixed)
        if gap < best_gap or (gap == best_gap and error < best_error):
            best, best_gap, best_error = count, gap, error
    walk(t, S, n, s, censor_times(best, low, high, marks), floor, d)
    return best
