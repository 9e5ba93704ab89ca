"""One-arm incidence rates: IR, IRLN, IRS, IRFT, from events xi in person-time ti."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import counts, positive
from trephine.evidence.measure.continuity import corrected
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.freeman_tukey import double_root
from trephine.evidence.measure.given import Given

Formula = Callable[[Vector, Vector], tuple[Vector, Vector]]


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:
        counts(given, "xi")
        positive(given, "ti")
        (xi,), cautions = corrected(given, asked, (given["xi"],))
        yi, vi = formula(xi, given["ti"])
        return Computed(yi, vi, given["ti"], given.columns, cautions)

    return compute


def _ir(x: Vector, t: Vector) -> tuple[Vector, Vector]:
    return x / t, x / t**2


def _irln(x: Vector, t: Vector) -> tuple[Vector, Vector]:
    return np.log(x / t), 1.0 / x


def _irs(x: Vector, t: Vector) -> tuple[Vector, Vector]:
    return np.sqrt(x / t), 0.25 / t


def _irft(x: Vector, t: Vector) -> tuple[Vector, Vector]:
    return double_root(x, t), 0.25 / t


def squared(y: Vector) -> Vector:
    """Return y^2; 0 below y = 0, where the square would turn back."""
    return np.asarray(np.maximum(y, 0.0) ** 2)


_RATE = Text(zh="发生率", en="Incidence rate")
_COLUMNS = (("xi", "ti"),)

MEASURES = by_key(
    Measure(
        key="IR",
        name=Text(zh="发生率（未变换）", en="Raw incidence rate"),
        natural=_RATE,
        columns=_COLUMNS,
        compute=_compute(_ir),
        limits=(0.0, np.inf),
        corrects=True,
    ),
    Measure(
        key="IRLN",
        name=Text(zh="对数发生率", en="Log incidence rate"),
        natural=_RATE,
        columns=_COLUMNS,
        compute=_compute(_irln),
        inverse=np.exp,
        limits=(0.0, np.inf),
        corrects=True,
    ),
    Measure(
        key="IRS",
        name=Text(zh="平方根发生率", en="Square root incidence rate"),
        natural=_RATE,
        columns=_COLUMNS,
        compute=_compute(_irs),
        inverse=squared,
        limits=(0.0, np.inf),
        corrects=True,
    ),
    Measure(
        key="IRFT",
        name=Text(zh="Freeman-Tukey 发生率", en="Freeman-Tukey incidence rate"),
        natural=_RATE,
        columns=_COLUMNS,
        compute=_compute(_irft),
        limits=(0.0, np.inf),
        corrects=True,
        methods=("freeman-tukey-1950",),
    ),
)
