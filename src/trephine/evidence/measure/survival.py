"""Hazard ratios, as reports give them: log HR with its error, HR with interval, O-E and V, or P."""

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import counts, in_order, positive, signs, within
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.generic import given_variance
from trephine.evidence.measure.given import Given
from trephine.evidence.measure.interval import level_z


def _from_interval(given: Given) -> tuple[Vector, Vector]:
    """Return log HR and its variance from HR and confidence limits of ``leveli`` percent (95)."""
    positive(given, "hri", "hr_lbi", "hr_ubi")
    in_order(given, "hr_lbi", "hr_ubi")
    in_order(given, "hr_lbi", "hri")
    in_order(given, "hri", "hr_ubi")
    z = level_z(given)
    width = np.log(given.get("hr_ubi") / given.get("hr_lbi"))
    return np.log(given.get("hri")), (width / (2.0 * z)) ** 2


def _from_counts(given: Given) -> tuple[Vector, Vector]:
    """Return log HR and its variance from O-E and V of the log-rank test (Peto)."""
    positive(given, "oevi")
    return given.get("oei") / given.get("oevi"), 1.0 / given.get("oevi")


def _from_p(given: Given) -> tuple[Vector, Vector]:
    """Return log HR and its variance from the two-sided log-rank P, events and arm sizes.

    V = events n1 n2 / (n1 + n2)^2, or e1 e2 / (e1 + e2) where events are given by arm; O-E =
    sign sqrt(V) z. ``signi`` is -1 where group 1 does better. Source: Parmar 1998, equations
    7-9; Tierney 2007, methods 7-9.
    """
    from trephine.evidence.kernel.special import norm_isf  # noqa: PLC0415  (may compile)

    positive(given, "pvali")
    within(given, "pvali", 0.0, 1.0)
    signs(given, "signi")
    counts(given, "ei", "e1i", "e2i")
    positive(given, "n1i", "n2i")
    e1, e2, n1, n2 = (given.get(name) for name in ("e1i", "e2i", "n1i", "n2i"))
    variance = np.where(
        np.isnan(e1 * e2),
        given.get("ei") * (n1 / (n1 + n2)) * (n2 / (n1 + n2)),
        e1 * e2 / (e1 + e2),
    )
    z = np.array([norm_isf(0.5 * float(p)) if p == p else np.nan for p in given.get("pvali")])  # noqa: PLR0124  (NaN)
    return np.sign(given.get("signi")) * z / np.sqrt(variance), 1.0 / variance


_SOURCES = (
    ("yi", Text(zh="对数风险比及其标准误", en="log hazard ratio with its error"), None),
    ("hri", Text(zh="风险比及其可信区间", en="hazard ratio with its interval"), _from_interval),
    ("oei", Text(zh="O-E 与 V", en="O-E and V"), _from_counts),
    ("pvali", Text(zh="对数秩检验 P 值与事件数", en="log-rank P and events"), _from_p),
)


def _compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
    k = len(given.labels)
    yi, vi = np.full(k, np.nan), np.full(k, np.nan)
    cautions: list[Caution] = []
    for column, what, formula in _SOURCES:
        if column not in given:
            continue
        y, v = (given["yi"], given_variance(given)) if formula is None else formula(given)
        use = (np.isnan(yi) | np.isnan(vi)) & ~np.isnan(y) & ~np.isnan(v)
        yi, vi = np.where(use, y, yi), np.where(use, v, vi)
        if formula is not None and use.any():
            cautions.append(
                Caution(
                    kind="hazard-ratio-source",
                    text=Text(
                        zh=f"以下研究的风险比由“{what.zh}”推算。",
                        en=f"The hazard ratio of these studies was derived from: {what.en}.",
                    ),
                    studies=given.named(use),
                )
            )
    total = np.where(
        np.isnan(given.get("ni")), given.get("n1i") + given.get("n2i"), given.get("ni")
    )
    return Computed(yi, vi, total, given.columns, tuple(cautions))


MEASURES = by_key(
    Measure(
        key="HR",
        name=Text(zh="对数风险比", en="Log hazard ratio"),
        natural=Text(zh="风险比", en="Hazard ratio"),
        columns=(
            ("yi", "vi"),
            ("yi", "sei"),
            ("hri", "hr_lbi", "hr_ubi"),
            ("oei", "oevi"),
            ("pvali", "signi", "ei", "n1i", "n2i"),
            ("pvali", "signi", "e1i", "e2i"),
        ),
        compute=_compute,
        optional=("leveli", "ni", "n1i", "n2i", "ei", "e1i", "e2i"),
        inverse=np.exp,
        limits=(0.0, np.inf),
        null=0.0,
        methods=("parmar-torri-1998", "tierney-stewart-2007"),
    ),
)
