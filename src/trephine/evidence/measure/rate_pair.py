"""Two arms, events in person-time: IRR, IRD, IRSD, from x1i in t1i and x2i in t2i."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import counts, positive
from trephine.evidence.measure.continuity import corrected, dropped00
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given

Formula = Callable[[Vector, Vector, Vector, Vector], tuple[Vector, Vector]]


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:
        counts(given, "x1i", "x2i")
        positive(given, "t1i", "t2i")
        x1, x2 = given["x1i"], given["x2i"]
        none = (x1 == 0) & (x2 == 0)
        dropped = dropped00(given, asked, none)
        if asked.drop00:
            x1, x2 = np.where(none, np.nan, x1), np.where(none, np.nan, x2)
        (x1, x2), cautions = corrected(given, asked, (x1, x2))
        yi, vi = formula(x1, given["t1i"], x2, given["t2i"])
        time = given["t1i"] + given["t2i"]
        return Computed(yi, vi, time, given.columns, (*dropped, *cautions))

    return compute


def _irr(x1: Vector, t1: Vector, x2: Vector, t2: Vector) -> tuple[Vector, Vector]:
    return np.log(x1 / t1) - np.log(x2 / t2), 1.0 / x1 + 1.0 / x2


def _ird(x1: Vector, t1: Vector, x2: Vector, t2: Vector) -> tuple[Vector, Vector]:
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


def _irsd(x1: Vector, t1: Vector, x2: Vector, t2: Vector) -> tuple[Vector, Vector]:
    return np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 0.25 / t1 + 0.25 / t2


_COLUMNS = (("x1i", "t1i", "x2i", "t2i"),)
_DIFFERENCE = Text(zh="发生率差", en="Incidence rate difference")
_ROOT = Text(zh="平方根发生率差", en="Square root incidence rate difference")

MEASURES = by_key(
    Measure(
        key="IRR",
        name=Text(zh="对数发生率比", en="Log incidence rate ratio"),
        natural=Text(zh="发生率比", en="Incidence rate ratio"),
        columns=_COLUMNS,
        compute=_compute(_irr),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
    Measure(
        key="IRD",
        name=_DIFFERENCE,
        natural=_DIFFERENCE,
        columns=_COLUMNS,
        compute=_compute(_ird),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
    Measure(
        key="IRSD",
        name=_ROOT,
        natural=_ROOT,
        columns=_COLUMNS,
        compute=_compute(_irsd),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
)
