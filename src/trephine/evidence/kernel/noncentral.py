"""Fisher's noncentral hypergeometric distribution: the exact conditional likelihood of a 2x2 table.

Events a of n1 and c of n2 with m = a + c fixed: P(a) is proportional to
C(n1, a) C(n2, m - a) exp(a theta), theta the log odds ratio. Sums run outwards from the mode and
stop where what is left is below 1e-18 of the total, so their length grows with the standard
deviation, not with the range. Source: Fisher 1935, J R Stat Soc.
"""

import math

from trephine.evidence.kernel.mode import jit

_NEGLIGIBLE = 1e-18
_TINY = 1e-250


@jit
def mode(n1: float, n2: float, m: float, theta: float) -> float:
    """Most probable count in group 1: the last one that is no less probable than its predecessor.

    The ratio of neighbours is 1 where (n1 - j)(m - j) exp(theta) = (j + 1)(n2 - m + j + 1).
    """
    low = max(0.0, m - n2)
    high = min(n1, m)
    if theta > 0.0:  # by symmetry (swap the groups), so that exp never overflows
        return m - _mode(n2, n1, m, -theta, m - high, m - low)
    return _mode(n1, n2, m, theta, low, high)


@jit
def _mode(n1: float, n2: float, m: float, theta: float, low: float, high: float) -> float:
    psi = math.exp(theta)
    a = psi - 1.0
    b = -((n1 + m + 2.0) * psi + n2 - m)
    c = psi * (n1 + 1.0) * (m + 1.0)
    root = 2.0 * c / (-b + math.sqrt(max(b * b - 4.0 * a * c, 0.0)))
    return min(max(math.floor(root), low), high)


@jit
def hypergeometric(
    a: float, n1: float, n2: float, m: float, theta: float
) -> tuple[float, float, float]:
    """Log probability of ``a`` with its first and second derivative in ``theta``."""
    low = max(0.0, m - n2)
    high = min(n1, m)
    centre = mode(n1, n2, m, theta)
    psi = math.exp(min(max(theta, -700.0), 700.0))
    total = 1.0
    first = 0.0
    second = 0.0
    log_a = 0.0
    for direction in (1, -1):
        term = 1.0
        scale = 0.0
        j = centre
        counting = True
        wanted = (a - centre) * direction > 0.0
        while (counting or wanted) and (j < high if direction == 1 else j > low):
            if direction == 1:
                term *= (n1 - j) * (m - j) / ((j + 1.0) * (n2 - m + j + 1.0)) * psi
                j += 1.0
            else:
                term *= j * (n2 - m + j) / ((n1 - j + 1.0) * (m - j + 1.0)) / psi
                j -= 1.0
            if counting:
                step = j - centre
                total += term
                first += term * step
                second += term * step * step
                counting = term * max(1.0, step * step) > _NEGLIGIBLE * total
            if wanted:
                if j == a:
                    log_a = math.log(term) + scale
                    wanted = False
                elif term < _TINY:
                    scale += math.log(term)
                    term = 1.0
                    counting = False
    mean = first / total
    return log_a - math.log(total), a - centre - mean, mean * mean - second / total
