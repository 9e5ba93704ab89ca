"""back_transform: from the analysed scale to the one that people read."""

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.freeman_tukey import (
    barendregt_doi,
    harmonic_mean,
    inverse_arcsine,
    inverse_double_arcsine,
    inverse_double_root,
)
from trephine.evidence.measure.rate import squared
from trephine.evidence.measure.register import measure_of

WAYS = {
    "PFT": ("miller_hm", "barendregt_doi", "miller_total_n", "sin2", "miller"),
    "IRFT": ("inverse_hm", "inverse_total_t", "square", "inverse"),
}


def back_transform(
    measure: str,
    values: ArrayLike,
    *,
    how: str | None = None,
    ni: ArrayLike | None = None,
    vi: ArrayLike | None = None,
    at: float | None = None,
    clamp: bool = True,
) -> Vector:
    """Return ``values`` of a measure's analysed scale on its natural scale (float64, their shape).

    Measures without a transformation come back as they are. What lies outside the natural limits
    (a log proportion above 0, an arcsine below 0) is set to the limit, unless ``clamp`` is false;
    the Freeman-Tukey, arcsine and square root inverses are clamped always, because their formulas
    turn back beyond the limits.

    PFT and IRFT need ``how``. ``miller_hm`` (PFT) and ``inverse_hm`` (IRFT) take the harmonic mean
    of the studies' ``ni`` (people, person-time), ``miller_total_n`` and ``inverse_total_t`` their
    sum, ``miller`` and ``inverse`` one ``ni`` a value: the way back for single studies.
    ``barendregt_doi`` takes ``vi``, the variance of the pooled value, and ``at``, the pooled value
    itself, when ``values`` are limits around it. ``sin2`` and ``square`` take nothing. It does not
    judge whether the result can be trusted: ``ft_hazard`` does. Raises MethodError.
    """
    kind = measure_of(measure)
    value = np.asarray(values, dtype=np.float64)
    if kind.key in WAYS:
        return _freeman_tukey(kind.key, value, how, ni, vi, at)
    out = value.copy() if kind.inverse is None else np.asarray(_quiet(kind.inverse, value))
    return np.clip(out, *kind.limits) if clamp else out


def _quiet(inverse: object, value: Vector) -> Vector:
    with np.errstate(over="ignore"):
        return np.asarray(inverse(value))  # type: ignore[operator]


def _freeman_tukey(
    key: str,
    t: Vector,
    how: str | None,
    ni: ArrayLike | None,
    vi: ArrayLike | None,
    at: float | None,
) -> Vector:
    if how not in WAYS[key]:
        raise MethodError(
            what=Text(
                zh=f"{key} 的反变换须指明方法",
                en=f"{key} has several back-transformations: name one",
            ),
            where=f"back_transform({key!r})",
            found=f"how={how!r}",
            do=Text(
                zh="请从以下方法中选择：" + "、".join(WAYS[key]),
                en="Choose one of " + ", ".join(WAYS[key]),
            ),
        )
    if how == "sin2":
        return inverse_arcsine(t)
    if how == "square":
        return squared(t)
    if how == "barendregt_doi":
        v = _needed(how, "vi", vi)
        return barendregt_doi(t, v, t if at is None else np.asarray(at, dtype=np.float64))
    n = _needed(how, "ni", ni)
    if how.endswith("hm"):
        n = np.asarray(harmonic_mean(n))
    elif "total" in how:
        n = np.asarray(np.nansum(n))
    return inverse_double_arcsine(t, n) if key == "PFT" else inverse_double_root(t, n)


def _needed(how: str, name: str, value: ArrayLike | None) -> Vector:
    if value is None:
        raise MethodError(
            what=Text(zh=f"{how} 需要 {name}", en=f"{how} needs {name}"),
            where="back_transform",
            found=f"{name} is missing",
            do=Text(zh=f"请传入 {name}", en=f"Pass {name}"),
        )
    return np.asarray(value, dtype=np.float64)
