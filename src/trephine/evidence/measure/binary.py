"""Two arms, binary outcome: OR, RR, RD, AS, PETO, from ai of n1i and ci of n2i."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import counts, group_sizes, not_above, same
from trephine.evidence.measure.continuity import corrected, dropped00
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given

Formula = Callable[[Vector, Vector, Vector, Vector], tuple[Vector, Vector]]


def fourfold(given: Given) -> Given:
    """Return the columns with ai, bi, ci, di, n1i and n2i complete and checked."""
    counts(given, "ai", "bi", "ci", "di")
    for events, others, total in (("ai", "bi", "n1i"), ("ci", "di", "n2i")):
        if others in given:
            size = given[events] + given[others]
            if total in given:
                same(given, total, size, f"{total} = {events} + {others}")
            given = given.having(**{total: size})
        group_sizes(given, total)
        not_above(given, events, total)
        given = given.having(**{others: given[total] - given[events]})
    return given


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:
        given = fourfold(given)
        ai, bi, ci, di = cells = [given[name] for name in ("ai", "bi", "ci", "di")]
        total = given["n1i"] + given["n2i"]
        none = ((ai == 0) & (ci == 0)) | ((bi == 0) & (di == 0))
        dropped = dropped00(given, asked, none)
        if asked.drop00:
            # before the correction: a dropped table must not set off if0all
            cells = [np.where(none, np.nan, cell) for cell in cells]
        (ai, bi, ci, di), cautions = corrected(given, asked, cells)
        yi, vi = formula(ai, bi, ci, di)
        return Computed(yi, vi, total, given.columns, (*dropped, *cautions))

    return compute


def _or(a: Vector, b: Vector, c: Vector, d: Vector) -> tuple[Vector, Vector]:
    return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


def _rr(a: Vector, b: Vector, c: Vector, d: Vector) -> tuple[Vector, Vector]:
    n1, n2 = a + b, c + d
    return np.log(a / n1) - np.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def _rd(a: Vector, b: Vector, c: Vector, d: Vector) -> tuple[Vector, Vector]:
    n1, n2 = a + b, c + d
    return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3


def _as(a: Vector, b: Vector, c: Vector, d: Vector) -> tuple[Vector, Vector]:
    n1, n2 = a + b, c + d
    yi = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
    return yi, 0.25 / n1 + 0.25 / n2


def _peto(a: Vector, b: Vector, c: Vector, d: Vector) -> tuple[Vector, Vector]:
    n1, n2, events, others = a + b, c + d, a + c, b + d
    n = n1 + n2
    variance = events * others * (n1 / n) * (n2 / n) / (n - 1)
    # a - n1 events / n without the difference of two near numbers
    return (a * d - b * c) / n / variance, 1 / variance


_COLUMNS = (("ai", "bi", "ci", "di"), ("ai", "n1i", "ci", "n2i"))
_ODDS = Text(zh="比值比", en="Odds ratio")

MEASURES = by_key(
    Measure(
        key="OR",
        name=Text(zh="对数比值比", en="Log odds ratio"),
        natural=_ODDS,
        columns=_COLUMNS,
        compute=_compute(_or),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
    Measure(
        key="RR",
        name=Text(zh="对数相对危险度", en="Log risk ratio"),
        natural=Text(zh="相对危险度", en="Risk ratio"),
        columns=_COLUMNS,
        compute=_compute(_rr),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
    Measure(
        key="RD",
        name=Text(zh="率差", en="Risk difference"),
        natural=Text(zh="率差", en="Risk difference"),
        columns=_COLUMNS,
        compute=_compute(_rd),
        limits=(-1.0, 1.0),
        null=0.0,
        corrects=True,
        drops00=True,
    ),
    Measure(
        key="AS",
        name=Text(zh="反正弦差", en="Arcsine difference"),
        natural=Text(zh="反正弦差", en="Arcsine difference"),
        columns=_COLUMNS,
        compute=_compute(_as),
        null=0.0,
        corrects=True,
        drops00=True,
        methods=("rucker-schwarzer-2009",),
    ),
    Measure(
        key="PETO",
        name=Text(zh="对数比值比（Peto）", en="Log odds ratio (Peto)"),
        natural=_ODDS,
        columns=_COLUMNS,
        compute=_compute(_peto),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        corrects=True,
        drops00=True,
        methods=("yusuf-peto-1985",),
    ),
)
