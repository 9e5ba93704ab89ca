"""labbe: event rates of two arms against each other."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector

_Curve = Callable[[Vector, float], Vector]


def _odds(c: Vector, b: float) -> Vector:
    factor = math.exp(b)
    return factor * c / (1.0 - c + factor * c)


def _ratio(c: Vector, b: float) -> Vector:
    return math.exp(b) * c


def _difference(c: Vector, b: float) -> Vector:
    return c + b


def _arcsine(c: Vector, b: float) -> Vector:
    angle = np.arcsin(np.sqrt(c)) + b
    inside = (angle >= 0.0) & (angle <= 0.5 * np.pi)
    return np.where(inside, np.sin(angle) ** 2, np.nan)


def _root(c: Vector, b: float) -> Vector:
    root = np.sqrt(c) + b
    return np.where(root >= 0.0, root**2, np.nan)


_CURVES: dict[str, _Curve] = {
    "OR": _odds,
    "PETO": _odds,
    "RR": _ratio,
    "RD": _difference,
    "AS": _arcsine,
    "IRR": _ratio,
    "IRD": _difference,
    "IRSD": _root,
}
_POINTS = 201


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labbe:
    """Coordinates of a L'Abbe plot, as rates: risks, or events per unit of person-time, (k,).

    ``weight`` is 1 / vi, NaN for a study whose effect does not exist (no events, say), which is
    shown all the same. ``curve``: (m, 2) control and treated rates that the pooled effect implies;
    empty without an estimate. Uncorrected counts are used.
    """

    labels: tuple[str, ...]
    control: Vector
    treated: Vector
    weight: Vector
    curve: Vector


def labbe(effects: Effects, estimate: float | None = None) -> Labbe:
    """Return the coordinates of a L'Abbe plot and the curve of a pooled ``estimate``.

    ``estimate`` stands on the scale of the measure (the log odds ratio, say). Raises MethodError
    for measures without two event rates or effects given without counts. L'Abbe and others 1987,
    Annals of Internal Medicine.
    """
    raw = effects.raw
    people = {"ai", "n1i", "ci", "n2i"} <= raw.keys()
    if effects.measure not in _CURVES or not (people or {"x1i", "t1i"} <= raw.keys()):
        raise MethodError(
            what=Text(zh="没有两组的事件数", en="no event counts of two arms"),
            where=f"measure {effects.measure}",
            found=", ".join(sorted(raw)) or "yi, vi",
            do=Text(
                zh="用两组计数计算 OR、RR、RD、AS、IRR、IRD 或 IRSD",
                en="compute OR, RR, RD, AS, IRR, IRD or IRSD from counts of two arms",
            ),
        )
    one, n1, two, n2 = (
        raw[name]
        for name in (("ai", "n1i", "ci", "n2i") if people else ("x1i", "t1i", "x2i", "t2i"))
    )
    control, treated = two / n2, one / n1
    top = 1.0 if people else 1.1 * float(np.nanmax(np.concatenate((control, treated))))
    curve = np.empty((0, 2))
    if estimate is not None:
        grid = np.linspace(0.0, top, _POINTS)
        line = _CURVES[effects.measure](grid, float(estimate))
        inside = (line >= 0.0) & (line <= top)
        curve = np.column_stack((grid[inside], line[inside]))
    return seal(
        Labbe(
            labels=effects.labels,
            control=control,
            treated=treated,
            weight=1.0 / effects.vi,
            curve=curve,
        )
    )
