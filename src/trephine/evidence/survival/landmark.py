"""landmark: the survival rate at stated times, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.survival.checks import check_time
from trephine.evidence.survival.kaplan_meier import KaplanMeier
from trephine.evidence.survival.limits import limits

_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalRate:
    """The share of patients without the event at one time, its standard error and limits.

    at_risk: patients still followed then. ``estimate`` is NaN beyond the last follow-up.
    """

    time: float
    at_risk: int
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float


def landmark(
    curve: KaplanMeier, times: Sequence[float] | float, *, ci: str | None = None
) -> tuple[SurvivalRate, ...]:
    """Return the survival rate at each of ``times``, in the curve's unit and at its level.

    ``ci`` is the curve's own transformation unless it is given. A time beyond the last follow-up
    gives NaN, not the last value carried on. Before the first event the rate is 1, its standard
    error 0, and transformed limits do not exist. Raises InputError.
    """
    asked = [times] if isinstance(times, (int, float)) else list(times)
    half = float(norm_isf(0.5 - curve.level / 200.0))
    out = []
    for one in asked:
        time = check_time(one, "times")
        S, row = curve.at(time), curve.row(time)
        hazard_se = float(curve.se[row]) if row >= 0 else 0.0
        low, high = limits(np.array([S]), np.array([hazard_se]), half, ci or curve.ci)
        known = not np.isnan(S)
        out.append(
            SurvivalRate(
                time=time,
                at_risk=int(curve.followed(time)),
                estimate=S,
                se=S * hazard_se if known and S > 0.0 else (0.0 if S == 0.0 else _NAN),
                ci_lb=float(low[0]) if known else _NAN,
                ci_ub=float(high[0]) if known else _NAN,
            )
        )
    return tuple(out)
