"""One-arm proportions: PR, PLN, PLO, PAS, PFT, from events xi among ni."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import counts, group_sizes, not_above, same
from trephine.evidence.measure.continuity import corrected
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.freeman_tukey import double_arcsine, inverse_arcsine
from trephine.evidence.measure.given import Given

Formula = Callable[[Vector, Vector], tuple[Vector, Vector]]


def events_and_total(given: Given) -> Given:
    """Return the columns with xi, mi and ni complete and checked."""
    counts(given, "xi", "mi")
    if "mi" in given:
        total = given["xi"] + given["mi"]
        if "ni" in given:
            same(given, "ni", total, "ni = xi + mi")
        given = given.having(ni=total)
    group_sizes(given, "ni")
    not_above(given, "xi", "ni")
    return given.having(mi=given["ni"] - given["xi"])


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:
        given = events_and_total(given)
        (xi, mi), cautions = corrected(given, asked, (given["xi"], given["mi"]))
        yi, vi = formula(xi, xi + mi)
        return Computed(yi, vi, given["ni"], given.columns, cautions)

    return compute


def _pr(x: Vector, n: Vector) -> tuple[Vector, Vector]:
    p = x / n
    return p, p * (1.0 - p) / n


def _pln(x: Vector, n: Vector) -> tuple[Vector, Vector]:
    return np.log(x / n), 1.0 / x - 1.0 / n


def _plo(x: Vector, n: Vector) -> tuple[Vector, Vector]:
    return np.log(x / (n - x)), 1.0 / x + 1.0 / (n - x)


def _pas(x: Vector, n: Vector) -> tuple[Vector, Vector]:
    return np.arcsin(np.sqrt(x / n)), 0.25 / n


def _pft(x: Vector, n: Vector) -> tuple[Vector, Vector]:
    return double_arcsine(x, n), 1.0 / (4.0 * n + 2.0)


def logistic(y: Vector) -> Vector:
    """Return 1/(1 + exp(-y)) without overflow."""
    tail = np.exp(-np.abs(y))
    return np.asarray(np.where(y >= 0, 1.0, tail) / (1.0 + tail))


_PROPORTION = Text(zh="率", en="Proportion")
_COLUMNS = (("xi", "ni"), ("xi", "mi"))

MEASURES = by_key(
    Measure(
        key="PR",
        name=Text(zh="率（未变换）", en="Raw proportion"),
        natural=_PROPORTION,
        columns=_COLUMNS,
        compute=_compute(_pr),
        limits=(0.0, 1.0),
        corrects=True,
    ),
    Measure(
        key="PLN",
        name=Text(zh="对数率", en="Log proportion"),
        natural=_PROPORTION,
        columns=_COLUMNS,
        compute=_compute(_pln),
        inverse=np.exp,
        limits=(0.0, 1.0),
        corrects=True,
    ),
    Measure(
        key="PLO",
        name=Text(zh="logit 率", en="Logit proportion"),
        natural=_PROPORTION,
        columns=_COLUMNS,
        compute=_compute(_plo),
        inverse=logistic,
        limits=(0.0, 1.0),
        corrects=True,
    ),
    Measure(
        key="PAS",
        name=Text(zh="反正弦平方根率", en="Arcsine square root proportion"),
        natural=_PROPORTION,
        columns=_COLUMNS,
        compute=_compute(_pas),
        inverse=inverse_arcsine,
        limits=(0.0, 1.0),
        corrects=True,
    ),
    Measure(
        key="PFT",
        name=Text(zh="Freeman-Tukey 双反正弦率", en="Freeman-Tukey double arcsine proportion"),
        natural=_PROPORTION,
        columns=_COLUMNS,
        compute=_compute(_pft),
        limits=(0.0, 1.0),
        corrects=True,
        methods=("freeman-tukey-1950",),
    ),
)
