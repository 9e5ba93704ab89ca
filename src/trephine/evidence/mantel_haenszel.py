"""mantel_haenszel: pool two-arm counts by the method of Mantel and Haenszel."""

import math
from types import MappingProxyType

import numpy as np

from trephine.core.error import MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.exact.columns import columns
from trephine.evidence.kernel.special import chi2_sf
from trephine.evidence.stratified import Pooled, stratified
from trephine.evidence.tarone import heterogeneity_tests

_NAN = math.nan
_METHODS = {
    "OR": ("mantel-haenszel-1959", "robins-breslow-1986", "cochran-1954", "tarone-1985"),
    "RR": ("mantel-haenszel-1959", "greenland-robins-1985"),
    "RD": ("greenland-robins-1985", "sato-greenland-1989"),
    "IRR": ("greenland-robins-1985",),
    "IRD": ("greenland-robins-1985",),
}


def mantel_haenszel(
    effects: Effects, *, measure: str = "", level: float = 95.0, correct: bool = True
) -> Estimate:
    """Pool OR, RR or RD from ai n1i ci n2i, IRR or IRD from x1i t1i x2i t2i, common effect.

    ``measure`` defaults to that of ``effects``; nothing is added to empty cells for the estimate.
    Q compares the studies' own effects, as they stand in ``effects`` (with the correction asked
    for there), with the pooled one; studies without an effect are left out of it. ``extras`` for
    OR: CMH, the Cochran-Mantel-Haenszel test, and CO, Cochran's (their P values CMHp, COp),
    continuity-corrected by 1/2 if ``correct``; BD and TA, the tests of a common odds ratio of
    Breslow-Day and Tarone (BDp, TAp); for IRR: CMH. It does not model heterogeneity. The estimate
    is NaN where an arm has no events at all (OR: where sums are 0), with a caution.
    Mantel and Haenszel 1959, J Natl Cancer Inst; Robins and others 1986, Biometrics; Greenland and
    Robins 1985, Biometrics; Sato and others 1989, Biometrics.
    """
    chosen = measure or effects.measure
    if chosen not in _METHODS:
        raise MethodError(
            what=Text(
                zh="Mantel-Haenszel 法不适用于该效应量",
                en="The Mantel-Haenszel method does not apply to this measure",
            ),
            where="mantel_haenszel",
            found=chosen,
            do=Text(zh="可选 OR、RR、RD、IRR、IRD", en="Use OR, RR, RD, IRR or IRD"),
        )
    extras: dict[str, float] = {}
    if chosen in {"OR", "RR", "RD"}:
        raw, index, cautions = columns(effects, ("ai", "n1i", "ci", "n2i"), where="mantel_haenszel")
        table = raw["ai"], raw["n1i"], raw["ci"], raw["n2i"]
        estimate, se = {"OR": _odds, "RR": _risk_ratio, "RD": _risk_difference}[chosen](*table)
        if chosen == "OR":
            extras = heterogeneity_tests(*table, estimate=estimate, correct=correct)
    else:
        raw, index, cautions = columns(
            effects, ("x1i", "t1i", "x2i", "t2i"), where="mantel_haenszel"
        )
        table = raw["x1i"], raw["t1i"], raw["x2i"], raw["t2i"]
        estimate, se = {"IRR": _rate_ratio, "IRD": _rate_difference}[chosen](*table)
        if chosen == "IRR":
            extras = _rate_test(*table, correct=correct)
    return stratified(
        effects,
        Pooled(
            measure=chosen,
            model="mantel-haenszel",
            method="MH",
            k=len(index),
            estimate=estimate,
            se=se,
            extras=MappingProxyType(extras),
            cautions=cautions,
            methods=_METHODS[chosen],
        ),
        level=level,
    )


def _odds(a: Vector, n1: Vector, c: Vector, n2: Vector) -> tuple[float, float]:
    b, d, n = n1 - a, n2 - c, n1 + n2
    P, Q = (a + d) / n, (b + c) / n
    R, S = a * d / n, b * c / n
    r, s = math.fsum(R), math.fsum(S)
    if r == 0.0 or s == 0.0:
        return _NAN, _NAN
    variance = math.fsum(P * R) / r**2 + math.fsum(P * S + Q * R) / (r * s)
    return math.log(r / s), math.sqrt(0.5 * (variance + math.fsum(Q * S) / s**2))


def _risk_ratio(a: Vector, n1: Vector, c: Vector, n2: Vector) -> tuple[float, float]:
    n = n1 + n2
    r, s = math.fsum(a * n2 / n), math.fsum(c * n1 / n)
    if r == 0.0 or s == 0.0:
        return _NAN, _NAN
    spread = math.fsum(n1 * n2 * (a + c) / n**2 - a * c / n)
    return math.log(r / s), math.sqrt(spread / (r * s))


def _risk_difference(a: Vector, n1: Vector, c: Vector, n2: Vector) -> tuple[float, float]:
    n = n1 + n2
    weight = math.fsum(n1 * n2 / n)
    estimate = math.fsum(a * n2 / n - c * n1 / n) / weight
    P = (c * n1**2 - a * n2**2) / n**2 + n1 * n2 * (n2 - n1) / (2.0 * n**2)
    Q = (a * (n2 - c) + c * (n1 - a)) / (2.0 * n)
    return estimate, math.sqrt(estimate * math.fsum(P) + math.fsum(Q)) / weight


def _rate_ratio(x1: Vector, t1: Vector, x2: Vector, t2: Vector) -> tuple[float, float]:
    t = t1 + t2
    r, s = math.fsum(x1 * t2 / t), math.fsum(x2 * t1 / t)
    if r == 0.0 or s == 0.0:
        return _NAN, _NAN
    return math.log(r / s), math.sqrt(math.fsum(t1 * t2 * (x1 + x2) / t**2) / (r * s))


def _rate_difference(x1: Vector, t1: Vector, x2: Vector, t2: Vector) -> tuple[float, float]:
    w = t1 * t2 / (t1 + t2)
    total = math.fsum(w)
    estimate = math.fsum(w * (x1 / t1 - x2 / t2)) / total
    return estimate, math.sqrt(math.fsum(w**2 * (x1 / t1**2 + x2 / t2**2))) / total


def _rate_test(
    x1: Vector, t1: Vector, x2: Vector, t2: Vector, *, correct: bool
) -> dict[str, float]:
    m, t = x1 + x2, t1 + t2
    if not np.any(m):
        return {"CMH": _NAN, "CMHp": _NAN}
    apart = abs(math.fsum(x1 - m * t1 / t)) - (0.5 if correct else 0.0)
    stat = apart**2 / math.fsum(m * t1 * t2 / t**2)
    return {"CMH": stat, "CMHp": float(chi2_sf(stat, 1.0))}
