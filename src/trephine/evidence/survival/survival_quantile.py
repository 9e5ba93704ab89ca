"""survival_quantile: the time by which a share of patients has had the event; the median."""

from dataclasses import dataclass

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.survival.checks import check_share
from trephine.evidence.survival.kaplan_meier import KaplanMeier

_TIE = 1.5e-8  # S is a product of fractions: 1/2 is met up to rounding (R's tolerance)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalQuantile:
    """The time by which the share ``p`` has had the event, with its interval; NaN: not reached."""

    p: float
    estimate: float
    ci_lb: float
    ci_ub: float


def survival_quantile(curve: KaplanMeier, p: float = 0.5) -> SurvivalQuantile:
    """Return a quantile of the survival time with the interval of Brookmeyer and Crowley.

    The estimate is the first time at which S falls to 1 - p or below; where S equals 1 - p over an
    interval, its middle. The limits are where the curve's pointwise limits cross 1 - p, so they
    have the level and the transformation that the curve was asked for. A limit that is not reached
    within follow-up is NaN. Brookmeyer and Crowley 1982, Biometrics 38:29-41. Raises InputError.
    """
    q = 1.0 - check_share(p, "p")
    return SurvivalQuantile(
        p=float(p),
        estimate=crossing(curve.time, curve.survival, q),
        ci_lb=crossing(curve.time, curve.ci_lb, q),
        ci_ub=crossing(curve.time, curve.ci_ub, q),
    )


def crossing(time: Vector, values: Vector, q: float) -> float:
    """Return where a falling step function meets ``q``: the middle of a level stretch at it."""
    known = ~np.isnan(values)
    time, values = time[known], values[known]
    reached = np.flatnonzero(values < q + _TIE)
    if not reached.size:
        return float("nan")
    first = int(reached[0])
    if abs(values[first] - q) >= _TIE:
        return float(time[first])
    below = np.flatnonzero(values < values[first] - _TIE)
    end = time[int(below[0])] if below.size else time[-1]
    return float(0.5 * (time[first] + end))
