"""confidence_band: limits that hold for the whole curve at once."""

from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError, MethodError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.survival.band_quantile import equal_precision, hall_wellner
from trephine.evidence.survival.checks import check_level
from trephine.evidence.survival.kaplan_meier import KaplanMeier
from trephine.evidence.survival.limits import limits

KINDS = ("equal-precision", "hall-wellner")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConfidenceBand:
    """Simultaneous limits of S from ``low`` to ``high``; arrays (m,) at the event times there.

    ``critical`` is the critical value; ``level`` in percent holds for the curve as a whole.
    """

    kind: str
    ci: str
    level: float
    low: float
    high: float
    critical: float
    time: Vector
    survival: Vector
    ci_lb: Vector
    ci_ub: Vector
    methods: tuple[str, ...]


def confidence_band(
    curve: KaplanMeier,
    *,
    kind: str = "equal-precision",
    ci: str = "log-log",
    low: float | None = None,
    high: float | None = None,
    level: float | None = None,
) -> ConfidenceBand:
    """Return a band that holds the whole curve between two times with the stated confidence.

    kind: equal-precision (Nair 1984; proportional to the pointwise limits) or hall-wellner (Hall
    and Wellner 1980). ``ci`` as in ``kaplan_meier``; ``low`` and ``high`` are the first and the
    last event time at which S is above 0 unless they are given; ``level`` is the curve's. The
    critical values are computed for these very times. It is wider than the pointwise limits, whose
    level holds at one time only. Raises InputError, MethodError.
    """
    one_of("kind", kind, KINDS)
    level = curve.level if level is None else level
    check_level(level)
    usable = (curve.n_event > 0.0) & (curve.survival > 0.0)
    low = _end(low, float(curve.time[usable][0]) if usable.any() else 0.0, "low")
    high = _end(high, float(curve.time[usable][-1]) if usable.any() else 0.0, "high")
    keep = usable & (curve.time >= low) & (curve.time <= high)
    if int(keep.sum()) < 2:
        raise MethodError(
            what=Text(
                zh="该区间内生存率大于 0 的事件时间不足两个，无法作置信带",
                en="A band needs two event times with survival above 0 in its interval",
            ),
            where=curve.label or "confidence_band",
            found=f"{int(keep.sum())} from {low:g} to {high:g}",
            do=Text(zh="请改变 low 与 high", en="Change low and high"),
        )
    S, se = curve.survival[keep], curve.se[keep]
    spread = curve.n * se**2
    a = spread / (1.0 + spread)
    if kind == "hall-wellner":
        critical = hall_wellner(float(a[0]), float(a[-1]), float(level))
        ci_lb, ci_ub = limits(S, 1.0 + spread, critical / float(np.sqrt(curve.n)), ci)
        source = "hall-wellner-1980"
    else:
        critical = equal_precision(float(a[0]), float(a[-1]), float(level))
        ci_lb, ci_ub = limits(S, se, critical, ci)
        source = "nair-1984"
    return ConfidenceBand(
        kind=kind,
        ci=ci,
        level=float(level),
        low=low,
        high=high,
        critical=critical,
        time=curve.time[keep],
        survival=S,
        ci_lb=ci_lb,
        ci_ub=ci_ub,
        methods=(source,),
    )


def _end(given: float | None, default: float, name: str) -> float:
    if given is None:
        return default
    if np.isfinite(given) and given >= 0.0:
        return float(given)
    raise InputError(
        what=Text(zh="置信带的端点须为不小于 0 的有限数", en="A band's end is finite and positive"),
        where=name,
        found=repr(given),
        do=Text(zh="请更正该时间", en="Correct the time"),
    )
