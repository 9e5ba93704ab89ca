"""One arm, medians: MED, MEDLN, from a median with its interval, or with quartiles or range."""

from itertools import pairwise

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import at_least, in_order, positive
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given
from trephine.evidence.measure.interval import level_z

_ORDER = ("mini", "q1i", "medi", "q3i", "maxi")
_FAMILIES = {
    "normal": Text(zh="正态", en="normal"),
    "lognormal": Text(zh="对数正态", en="log-normal"),
    "gamma": Text(zh="伽马", en="gamma"),
    "weibull": Text(zh="韦布尔", en="Weibull"),
}


def check_quantiles(given: Given) -> None:
    """Refuse quantiles out of order and samples too small to say anything."""
    for low, high in pairwise(_ORDER):
        in_order(given, low, high)
    for low, high in (("mini", "medi"), ("medi", "maxi"), ("q1i", "q3i"), ("mini", "maxi")):
        in_order(given, low, high)
    at_least(given, 1, "ni")


def _from_limits(given: Given, *, log: bool) -> Vector:
    """Return the variance of the median (or of its log) from its confidence limits."""
    low, high = given.get("med_lbi"), given.get("med_ubi")
    in_order(given, "med_lbi", "med_ubi")
    in_order(given, "med_lbi", "medi")
    in_order(given, "medi", "med_ubi")
    if log:
        positive(given, "med_lbi")
        low, high = np.log(low), np.log(high)
    return np.asarray(((high - low) / (2.0 * level_z(given))) ** 2)


def _from_quantiles(given: Given) -> tuple[Vector, list[str]]:
    """Return the variance of the median by quantile matching, and the distribution by study."""
    from trephine.evidence.measure.median_error import median_error  # noqa: PLC0415  (may compile)

    k = len(given.labels)
    vi, families = np.full(k, np.nan), [""] * k
    columns = np.array([given.get(name) for name in _ORDER])
    for row in range(k):
        n = given.get("ni")[row]
        if not n >= 5:
            continue
        p = np.array([1.0 / n, 0.25, 0.5, 0.75, 1.0 - 1.0 / n])
        known = ~np.isnan(columns[:, row])
        if known[2] and ((known[1] and known[3]) or (known[0] and known[4])):
            error, families[row] = median_error(
                columns[known, row], p[known], float(columns[2, row]), float(n)
            )
            vi[row] = error**2
    return vi, families


def _estimate(given: Given, *, log: bool) -> Computed:
    check_quantiles(given)
    median = given["medi"]
    if log:
        positive(given, "medi")
    by_limits = _from_limits(given, log=log)
    vi, cautions = by_limits, tuple[Caution, ...]()
    if any(name in given for name in _ORDER if name != "medi"):
        matched, families = _from_quantiles(given)
        if log:
            matched = matched / median**2
        use = np.isnan(by_limits) & ~np.isnan(matched)
        vi = np.where(use, matched, by_limits)
        cautions = _told(given, use, families)
    yi = np.log(median) if log else median
    return Computed(yi, vi, given.get("ni"), given.columns, cautions)


def _told(given: Given, use: np.ndarray, families: list[str]) -> tuple[Caution, ...]:
    out = []
    for key, name in _FAMILIES.items():
        rows = use & np.array([family == key for family in families], dtype=bool)
        if rows.any():
            text = Text(
                zh=f"以下研究中位数的标准误由分位数推算（{name.zh}分布拟合最好）。",
                en="The standard error of the median of these studies was derived from quantiles"
                f" (best fit: {name.en} distribution).",
            )
            out.append(Caution(kind="median-error-derived", text=text, studies=given.named(rows)))
    return tuple(out)


def _med(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
    return _estimate(given, log=False)


def _medln(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
    return _estimate(given, log=True)


_COLUMNS = (
    ("medi", "med_lbi", "med_ubi"),
    ("medi", "q1i", "q3i", "ni"),
    ("medi", "mini", "maxi", "ni"),
)
_OPTIONAL = ("leveli", "ni", "q1i", "q3i", "mini", "maxi", "med_lbi", "med_ubi")
_METHODS = ("mcgrath-zhao-2019", "mcgrath-sohn-2020")
_MEDIAN = Text(zh="中位数", en="Median")

MEASURES = by_key(
    Measure(
        key="MED",
        name=_MEDIAN,
        natural=_MEDIAN,
        columns=_COLUMNS,
        compute=_med,
        optional=_OPTIONAL,
        methods=_METHODS,
    ),
    Measure(
        key="MEDLN",
        name=Text(zh="对数中位数", en="Log median"),
        natural=_MEDIAN,
        columns=_COLUMNS,
        compute=_medln,
        optional=_OPTIONAL,
        inverse=np.exp,
        limits=(0.0, np.inf),
        methods=_METHODS,
    ),
)
