"""Two arms, means and standard deviations: MD, SMD, SMDH, ROM, VR, CVR."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import at_least, not_negative, positive
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given
from trephine.evidence.measure.hedges import hedges_correction

Formula = Callable[[Given], tuple[Vector, Vector]]


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
        not_negative(given, "sd1i", "sd2i")
        at_least(given, 2, "n1i", "n2i")
        yi, vi = formula(given)
        return Computed(yi, vi, given["n1i"] + given["n2i"], given.columns)

    return compute


def _md(g: Given) -> tuple[Vector, Vector]:
    return g["m1i"] - g["m2i"], g["sd1i"] ** 2 / g["n1i"] + g["sd2i"] ** 2 / g["n2i"]


def _smd(g: Given) -> tuple[Vector, Vector]:
    n1, n2 = g["n1i"], g["n2i"]
    df = n1 + n2 - 2.0
    pooled = ((n1 - 1.0) * g["sd1i"] ** 2 + (n2 - 1.0) * g["sd2i"] ** 2) / df
    yi = hedges_correction(df) * (g["m1i"] - g["m2i"]) / np.sqrt(pooled)
    return yi, 1.0 / n1 + 1.0 / n2 + yi**2 / (2.0 * (n1 + n2))


def _smdh(g: Given) -> tuple[Vector, Vector]:
    n1, n2, v1, v2 = g["n1i"], g["n2i"], g["sd1i"] ** 2, g["sd2i"] ** 2
    mean = 0.5 * (v1 + v2)
    yi = hedges_correction(n1 + n2 - 2.0) * (g["m1i"] - g["m2i"]) / np.sqrt(mean)
    spread = (v1 / (n1 - 1.0) + v2 / (n2 - 1.0)) / mean
    return yi, yi**2 * (v1**2 / (n1 - 1.0) + v2**2 / (n2 - 1.0)) / (8.0 * mean**2) + spread


def _relative(g: Given, mean: str, sd: str, n: str) -> Vector:
    """Return the squared coefficient of variation of the mean: sd^2 / (n m^2)."""
    return np.asarray(g[sd] ** 2 / (g[n] * g[mean] ** 2))


def _rom(g: Given) -> tuple[Vector, Vector]:
    r1, r2 = _relative(g, "m1i", "sd1i", "n1i"), _relative(g, "m2i", "sd2i", "n2i")
    return np.log(g["m1i"] / g["m2i"]) + 0.5 * (r1 - r2), r1 + r2


def _vr(g: Given) -> tuple[Vector, Vector]:
    h1, h2 = 0.5 / (g["n1i"] - 1.0), 0.5 / (g["n2i"] - 1.0)
    return np.log(g["sd1i"] / g["sd2i"]) + h1 - h2, h1 + h2


def _cvr(g: Given) -> tuple[Vector, Vector]:
    positive(g, "m1i", "m2i")
    y, v = _vr(g)
    r1, r2 = _relative(g, "m1i", "sd1i", "n1i"), _relative(g, "m2i", "sd2i", "n2i")
    return y - np.log(g["m1i"] / g["m2i"]) + 0.5 * (r2 - r1), v + r1 + r2


_COLUMNS = (("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),)
_MD = Text(zh="均数差", en="Mean difference")
_SMD = Text(zh="标准化均数差", en="Standardised mean difference")
_SMDH = Text(zh="标准化均数差（方差不等）", en="Standardised mean difference (unequal variances)")

MEASURES = by_key(
    Measure(key="MD", name=_MD, natural=_MD, columns=_COLUMNS, compute=_compute(_md), null=0.0),
    Measure(
        key="SMD",
        name=_SMD,
        natural=_SMD,
        columns=_COLUMNS,
        compute=_compute(_smd),
        null=0.0,
        methods=("hedges-1981",),
    ),
    Measure(
        key="SMDH",
        name=_SMDH,
        natural=_SMDH,
        columns=_COLUMNS,
        compute=_compute(_smdh),
        null=0.0,
        methods=("bonett-2009", "hedges-1981"),
    ),
    Measure(
        key="ROM",
        name=Text(zh="对数均数比", en="Log ratio of means"),
        natural=Text(zh="均数比", en="Ratio of means"),
        columns=_COLUMNS,
        compute=_compute(_rom),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        methods=("hedges-gurevitch-1999", "lajeunesse-2015"),
    ),
    Measure(
        key="VR",
        name=Text(zh="对数标准差比", en="Log variability ratio"),
        natural=Text(zh="标准差比", en="Variability ratio"),
        columns=(("sd1i", "n1i", "sd2i", "n2i"),),
        compute=_compute(_vr),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        methods=("nakagawa-poulin-2015",),
    ),
    Measure(
        key="CVR",
        name=Text(zh="对数变异系数比", en="Log coefficient of variation ratio"),
        natural=Text(zh="变异系数比", en="Coefficient of variation ratio"),
        columns=_COLUMNS,
        compute=_compute(_cvr),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        methods=("nakagawa-poulin-2015", "senior-viechtbauer-2020"),
    ),
)
