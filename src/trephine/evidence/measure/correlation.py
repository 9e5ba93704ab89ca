"""Correlations: COR, UCOR, ZCOR, from ri and ni."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import at_least, within
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given

Formula = Callable[[Vector, Vector], tuple[Vector, Vector]]


def _compute(formula: Formula, smallest: int) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
        within(given, "ri", -1.0, 1.0)
        at_least(given, smallest, "ni")
        yi, vi = formula(given["ri"], given["ni"])
        return Computed(yi, vi, given["ni"], given.columns)

    return compute


def _cor(r: Vector, n: Vector) -> tuple[Vector, Vector]:
    return r, (1.0 - r**2) ** 2 / (n - 1.0)


def _ucor(r: Vector, n: Vector) -> tuple[Vector, Vector]:
    from scipy.special import hyp2f1  # noqa: PLC0415  (0.6 s that other measures don't pay)

    y = r * hyp2f1(0.5, 0.5, 0.5 * (n - 2.0), 1.0 - r**2)
    return y, (1.0 - y**2) ** 2 / (n - 1.0)


def _zcor(r: Vector, n: Vector) -> tuple[Vector, Vector]:
    return np.arctanh(r), 1.0 / (n - 3.0)


_COLUMNS = (("ri", "ni"),)
_CORRELATION = Text(zh="相关系数", en="Correlation")

MEASURES = by_key(
    Measure(
        key="COR",
        name=_CORRELATION,
        natural=_CORRELATION,
        columns=_COLUMNS,
        compute=_compute(_cor, 4),
        limits=(-1.0, 1.0),
        null=0.0,
    ),
    Measure(
        key="UCOR",
        name=Text(zh="相关系数（无偏）", en="Correlation (unbiased)"),
        natural=_CORRELATION,
        columns=_COLUMNS,
        compute=_compute(_ucor, 5),
        limits=(-1.0, 1.0),
        null=0.0,
        methods=("olkin-pratt-1958",),
    ),
    Measure(
        key="ZCOR",
        name=Text(zh="Fisher z 变换相关系数", en="Fisher's z transformed correlation"),
        natural=_CORRELATION,
        columns=_COLUMNS,
        compute=_compute(_zcor, 4),
        inverse=np.tanh,
        limits=(-1.0, 1.0),
        null=0.0,
        methods=("fisher-1921",),
    ),
)
