"""heterogeneity_tests: tests of stratified 2x2 tables: CMH, Cochran, Breslow-Day, Tarone."""

import math

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import chi2_sf

_NAN = math.nan


def heterogeneity_tests(
    a: Vector, n1: Vector, c: Vector, n2: Vector, *, estimate: float, correct: bool
) -> dict[str, float]:
    """Return CMH and CO (one degree of freedom), BD and TA (strata that inform, less one).

    ``estimate`` is the pooled log odds ratio that BD and TA compare the strata with. Without
    events, or with nothing but events, CMH and CO are NaN; without an estimate BD and TA are.
    Mantel and Haenszel 1959; Breslow and Day 1980; Tarone 1985, Biometrika.
    """
    n, m = n1 + n2, a + c
    none = n - m
    out = {"CMH": _NAN, "CMHp": _NAN, "CO": _NAN, "COp": _NAN}
    if m.sum() > 0.0 and none.sum() > 0.0:
        apart = max(0.0, abs(math.fsum(a - n1 * m / n))) - (0.5 if correct else 0.0)
        spread = n1 * n2 * m * none / n**2
        over = n > 1.0
        exact, simple = math.fsum(spread[over] / (n[over] - 1.0)), math.fsum(spread / n)
        for key, total in (("CMH", exact), ("CO", simple)):
            stat = apart**2 / total if total > 0.0 else _NAN
            out[key], out[f"{key}p"] = stat, float(chi2_sf(stat, 1.0))
    out |= {"BD": _NAN, "BDp": _NAN, "TA": _NAN, "TAp": _NAN}
    if math.isnan(estimate):
        return out
    expected = _expected(n1, n2, m, math.exp(estimate))
    informs = (expected > 0.0) & (m > 0.0) & (none > 0.0)
    e = expected[informs]
    f, g = n1[informs] - e, m[informs] - e
    variance = 1.0 / (1.0 / e + 1.0 / f + 1.0 / g + 1.0 / (n2[informs] - g))
    gap = a[informs] - e
    BD = math.fsum(gap**2 / variance)
    TA = max(0.0, BD - math.fsum(gap) ** 2 / math.fsum(variance))
    df = float(informs.sum() - 1)
    out["BD"], out["TA"] = BD, TA
    if df > 0.0:
        out["BDp"], out["TAp"] = float(chi2_sf(BD, df)), float(chi2_sf(TA, df))
    return out


def _expected(n1: Vector, n2: Vector, m: Vector, odds: float) -> Vector:
    """First cell of tables with these margins and this odds ratio, the root in range.

    Written so that it neither cancels nor divides by zero at an odds ratio of 1.
    """
    B = odds * (n1 + m) + (n2 - m)
    root = np.sqrt(np.maximum(B**2 - 4.0 * odds * (odds - 1.0) * n1 * m, 0.0))
    return 2.0 * odds * n1 * m / (B + root)
