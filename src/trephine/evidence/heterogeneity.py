"""heterogeneity: Q, H, I2 with their test-based interval, and Rb, around one pooled estimate."""

import math
from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.evidence.complete import complete
from trephine.evidence.criticals import criticals
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel import layout as at


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """Heterogeneity by Cochran's Q; I2 in percent, with limits at the estimate's level.

    ``Rb`` is the mean share of tau2 in the studies' total variances, in percent. NaN for one
    study; limits are NaN for two where Q <= 2.
    """

    Q: float
    Q_df: float
    Qp: float
    H: float
    H_lb: float
    H_ub: float
    I2: float
    I2_lb: float
    I2_ub: float
    Rb: float
    methods: tuple[str, ...] = ("cochran-1954", "higgins-thompson-2002")


def heterogeneity(effects: Effects, estimate: Estimate) -> Heterogeneity:
    """Return heterogeneity of the effects as R's meta prints it: I2 = (Q - df) / Q.

    It differs from ``estimate.I2``, which compares the estimated tau2 with a typical variance; the
    two agree for DL. Limits: test-based, of Higgins and Thompson 2002, Statistics in Medicine
    21:1539-1558. Rb: Crippa and others 2016, Statistics in Medicine 35:3661-3675. Those from a
    tau2 interval are in ``estimate.extras``.
    """
    v = complete(effects).v
    k, Q = v.size, estimate.Q
    nan = math.nan
    H = H_lb = H_ub = nan
    if k > 1:
        log_h = 0.5 * math.log(Q / (k - 1)) if Q > 0.0 else -math.inf
        se = _se_log_h(Q, k)
        z = float(criticals(k, estimate.level)[at.CRIT_Z])
        H = max(1.0, math.exp(log_h))
        if not math.isnan(se):
            H_lb = max(1.0, math.exp(log_h - z * se))
            H_ub = max(1.0, math.exp(log_h + z * se))
    tau2 = estimate.tau2
    return Heterogeneity(
        Q=Q,
        Q_df=estimate.Q_df,
        Qp=estimate.Qp,
        H=H,
        H_lb=H_lb,
        H_ub=H_ub,
        I2=_i2(H),
        I2_lb=_i2(H_lb),
        I2_ub=_i2(H_ub),
        Rb=100.0 * float((tau2 / (v + tau2)).mean()) if k > 1 else nan,
    )


def _se_log_h(Q: float, k: int) -> float:
    if k < Q:
        return 0.5 * math.log(Q / (k - 1)) / (math.sqrt(2.0 * Q) - math.sqrt(2.0 * k - 3.0))
    if k == 2:
        return math.nan
    return math.sqrt((1.0 - 1.0 / (3.0 * (k - 2) ** 2)) / (2.0 * (k - 2)))


def _i2(H: float) -> float:
    return 100.0 * (1.0 - 1.0 / (H * H))
