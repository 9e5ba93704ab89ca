"""study_ci: the confidence interval of each study by itself, on the natural scale."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trephine.core.error import MethodError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.evidence.back_transform import back_transform
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.special import beta_ppf, chi2_isf, chi2_ppf, norm_isf

Limits = Callable[[float, float, float], tuple[float, float]]
_PROPORTIONS = ("PR", "PLN", "PLO", "PAS", "PFT")
_RATES = ("IR", "IRLN", "IRS", "IRFT")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyCi:
    """Estimate and confidence limits of every study, (k,), on the natural scale; ``level`` in %.

    ``method`` says how: an exact or score method for counts of one arm, else ``wald``. NaN where a
    study has no estimate.
    """

    method: str
    level: float
    estimate: Vector
    ci_lb: Vector
    ci_ub: Vector
    methods: tuple[str, ...] = ()


def study_ci(effects: Effects, *, method: str | None = None, level: float = 95.0) -> StudyCi:
    """Return the confidence interval of every study on the natural scale of its measure.

    One-arm proportions take ``clopper_pearson`` (default), ``wilson``, ``wilson_cc`` (with
    continuity correction), ``agresti_coull`` or ``jeffreys``, one-arm rates ``garwood`` (default,
    exact Poisson); both from the counts alone, so that studies with 0 or n events have one. Every
    measure takes ``wald``: yi +- z sqrt(vi), brought to the natural scale where the measure has
    one (PFT and IRFT by each study's own size). It pools nothing. Raises MethodError. Sources:
    Clopper and Pearson 1934, Wilson 1927, Newcombe 1998 (method 4), Agresti and Coull 1998, Brown
    et al. 2001 (Jeffreys, closed at 0 and n events), Garwood 1936.
    """
    own = (*_KINDS[effects.measure],) if effects.measure in _KINDS else ()
    chosen = method or (own[0] if own else "wald")
    if not 50 <= level < 100:
        raise MethodError(
            what=Text(
                zh="置信水平为 50 至 100 之间的百分数",
                en="The level is a percentage between 50 and 100",
            ),
            where="level",
            found=f"{level:g}",
            do=Text(zh="例如 95（不是 0.95）", en="Give 95, say (not 0.95)"),
        )
    if chosen not in (*own, "wald"):
        raise MethodError(
            what=Text(zh="无法计算这种区间", en="There is no such interval"),
            where=f"study_ci, {effects.measure}",
            found=f"method={method!r}",
            do=advice(method, (*own, "wald")),
        )
    tail = 0.5 - level / 200.0
    if chosen == "wald":
        return _wald(effects, level, norm_isf(tail))
    limits, methods = _METHODS[chosen]
    x = effects.raw["xi"]
    size = effects.raw["ti"] if effects.measure in _RATES else effects.raw["ni"]
    both = np.array(
        [
            limits(float(a), float(b), tail) if a == a and b == b else (math.nan, math.nan)  # noqa: PLR0124  (NaN)
            for a, b in zip(x, size, strict=True)
        ]
    )
    return StudyCi(
        method=chosen,
        level=level,
        estimate=x / size,
        ci_lb=both[:, 0],
        ci_ub=both[:, 1],
        methods=methods,
    )


def _wald(effects: Effects, level: float, z: float) -> StudyCi:
    half = z * np.sqrt(effects.vi)
    how = {"PFT": "miller", "IRFT": "inverse"}.get(effects.measure)
    sizes = effects.ni if how else None
    estimate, low, high = (
        back_transform(effects.measure, values, how=how, ni=sizes)
        for values in (effects.yi, effects.yi - half, effects.yi + half)
    )
    return StudyCi(method="wald", level=level, estimate=estimate, ci_lb=low, ci_ub=high)


def _clopper_pearson(x: float, n: float, tail: float) -> tuple[float, float]:
    low = beta_ppf(tail, x, n - x + 1.0) if x > 0 else 0.0
    high = beta_ppf(1.0 - tail, x + 1.0, n - x) if x < n else 1.0
    return low, high


def _jeffreys(x: float, n: float, tail: float) -> tuple[float, float]:
    low = beta_ppf(tail, x + 0.5, n - x + 0.5) if x > 0 else 0.0
    high = beta_ppf(1.0 - tail, x + 0.5, n - x + 0.5) if x < n else 1.0
    return low, high


def _wilson(x: float, n: float, tail: float) -> tuple[float, float]:
    z2 = norm_isf(tail) ** 2
    high = (x + 0.5 * z2 + math.sqrt(z2 * (x * (n - x) / n + 0.25 * z2))) / (n + z2)
    # the roots' product is x^2 / (n (n + z2)): no difference of near numbers for few events
    return x * x / (n * (n + z2) * high), min(high, 1.0) if x < n else 1.0


def _wilson_cc(x: float, n: float, tail: float) -> tuple[float, float]:
    z = norm_isf(tail)
    p, q = x / n, (n - x) / n
    low_root = math.sqrt(z * z - 2.0 - 1.0 / n + 4.0 * p * (n * q + 1.0)) if x > 0 else 0.0
    high_root = math.sqrt(z * z + 2.0 - 1.0 / n + 4.0 * p * (n * q - 1.0)) if x < n else 0.0
    bottom = 2.0 * (n + z * z)
    low = (2.0 * x + z * z - 1.0 - z * low_root) / bottom if x > 0 else 0.0
    high = (2.0 * x + z * z + 1.0 + z * high_root) / bottom if x < n else 1.0
    return max(low, 0.0), min(high, 1.0)


def _agresti_coull(x: float, n: float, tail: float) -> tuple[float, float]:
    z2 = norm_isf(tail) ** 2
    p = (x + 0.5 * z2) / (n + z2)
    half = math.sqrt(z2 * p * (1.0 - p) / (n + z2))
    return max(p - half, 0.0), min(p + half, 1.0)


def _garwood(x: float, t: float, tail: float) -> tuple[float, float]:
    low = 0.5 * chi2_ppf(tail, 2.0 * x) / t if x > 0 else 0.0
    return low, 0.5 * chi2_isf(tail, 2.0 * x + 2.0) / t


_METHODS: dict[str, tuple[Limits, tuple[str, ...]]] = {
    "clopper_pearson": (_clopper_pearson, ("clopper-pearson-1934",)),
    "wilson": (_wilson, ("wilson-1927",)),
    "wilson_cc": (_wilson_cc, ("newcombe-1998",)),
    "agresti_coull": (_agresti_coull, ("agresti-coull-1998",)),
    "jeffreys": (_jeffreys, ("brown-cai-2001",)),
    "garwood": (_garwood, ("garwood-1936",)),
}
_KINDS = {
    **dict.fromkeys(_PROPORTIONS, tuple(name for name in _METHODS if name != "garwood")),
    **dict.fromkeys(_RATES, ("garwood",)),
}
