"""profile: likelihood intervals of a coefficient or of tau."""

import math

import numpy as np

from trephine.evidence.exact.likelihood_end import likelihood_end
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.solve import CONVERGED, Maximum, at, climb
from trephine.evidence.kernel.maximum import MOST_NODES
from trephine.evidence.kernel.special import chi2_ppf

_FARTHEST_TAU = 50.0  # beyond, the studies' own effects have no centre: reported as infinite
_FARTHEST = 60.0  # a distance on the link scale that no data on people or events can tell from more
_LOOSE = 1e-18
_MOST_PLANE = 97


def profile(
    problem: Problem, found: Maximum, index: int, *, level: float, se: float
) -> tuple[float, float]:
    """Return the interval of parameter ``index`` by the likelihood ratio.

    An end that the data do not bound is infinite (0 below for tau). ``se`` only sets the first
    step. Each end solves to 1e-10 of the root of the likelihood ratio, at a quadrature that twice
    the nodes do not change.
    """
    target = math.sqrt(chi2_ppf(level / 100.0, 1.0))
    first = se * target if math.isfinite(se) and se > 0.0 else 0.5
    centre = float(found.parameters[index])
    if index != problem.size - 1:
        low, high = (
            _end(problem, found, index, sign, target, first, _FARTHEST) for sign in (-1.0, 1.0)
        )
        return low, high
    high = _end(problem, found, index, 1.0, target, first, _FARTHEST_TAU - centre)
    bottom = _held(problem, found, index, 0.0)
    if 2.0 * (found.value - bottom.value) <= target * target:
        return 0.0, high
    return _end(problem, found, index, -1.0, target, first, centre), high


def _held(problem: Problem, start: Maximum, index: int, value: float) -> Maximum:
    return climb(problem, at(start, index, value), nodes=start.nodes, tolerance=_LOOSE)


def _end(
    problem: Problem,
    found: Maximum,
    index: int,
    sign: float,
    target: float,
    first: float,
    reach: float,
) -> float:
    centre = float(found.parameters[index])
    current = found

    def held(value: float) -> tuple[float, float]:
        nonlocal current
        current = _held(problem, current, index, value)
        return current.value, float(current.gradient[index])

    most = _MOST_PLANE if problem.two_effects else MOST_NODES
    while True:
        distance = likelihood_end(
            held, found.value, centre=centre, sign=sign, target=target, first=first, reach=reach
        )
        if math.isinf(distance):
            return sign * math.inf
        coarse = current
        if 2 * coarse.nodes - 1 > most:
            return centre + sign * distance
        current = climb(problem, coarse, nodes=2 * coarse.nodes - 1, tolerance=_LOOSE)
        if abs(current.value - coarse.value) <= 10.0 * CONVERGED * (1.0 + abs(current.value)):
            return centre + sign * distance
        first = distance


def beyond(problem: Problem, *, level: float, start: Maximum) -> float:
    """Return the finite end of the interval of an estimate at infinity (``separation``).

    ``start`` has the coefficient (the first one) free and tau held at 0; the likelihood ratio is
    taken against the supremum, which the far end reaches to the last digit.
    """
    target = chi2_ppf(level / 100.0, 1.0)
    sign = float(problem.separation)
    far = problem.centre + sign * 45.0
    top = _held(problem, start, 0, far)
    low, high = 0.0, 1.0
    while 2.0 * (top.value - _held(problem, start, 0, far - sign * high).value) < target:
        low, high = high, 2.0 * high
        if high > 1e3:
            return -sign * math.inf
    for _ in range(200):
        middle = 0.5 * (low + high)
        fall = 2.0 * (top.value - _held(problem, start, 0, far - sign * middle).value)
        low, high = (middle, high) if fall < target else (low, middle)
        if high - low <= 4.0 * np.finfo(float).eps * (abs(far) + high):
            break
    return far - sign * 0.5 * (low + high)
