"""likelihood_end: where a profile likelihood has fallen by a given amount."""

import math
from collections.abc import Callable

Held = Callable[[float], tuple[float, float]]
_DIGITS = 1e-10
_FULL = 0.999  # of the reach: farther counts as not bounded


def likelihood_end(
    held: Held,
    top: float,
    *,
    centre: float,
    sign: float,
    target: float,
    first: float,
    reach: float,
) -> float:
    """Return the distance from ``centre``, towards ``sign``, where root(2 (top - l)) is target.

    ``held(x)`` gives the profile log-likelihood at x and its slope; ``first`` is the first step
    tried, ``reach`` the farthest, beyond which the answer is infinite. Newton on the root of the
    likelihood ratio, nearly a straight line, guarded by bisection; relative error 1e-10 in it.
    """
    inside, outside = 0.0, math.inf
    distance = min(first, reach)
    for _ in range(100):
        value, slope = held(centre + sign * distance)
        root = math.sqrt(max(2.0 * (top - value), 0.0))
        if abs(root - target) <= _DIGITS * target:
            break
        if root < target:
            inside = distance
            if inside >= _FULL * reach:
                return math.inf
        else:
            outside = distance
        rise = -sign * slope / root if root > 0.0 else 0.0
        new = distance + (target - root) / rise if rise > 0.0 else math.inf
        new = min(new, 4.0 * distance)
        if not inside < new < outside:
            new = 0.5 * (inside + outside) if math.isfinite(outside) else 2.0 * distance
        new = min(new, reach)
        if abs(new - distance) <= 4e-16 * max(abs(centre), distance):
            break
        distance = new
    return distance
