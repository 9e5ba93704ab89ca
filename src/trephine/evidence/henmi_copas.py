"""henmi_copas: a common-effect mean with an interval that allows for heterogeneity and bias."""

import math

import numpy as np

from trephine.core.error import MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.henmi_copas import legendre, pivot_quantile
from trephine.evidence.natural_scale import natural_scale
from trephine.evidence.pool import pool


def henmi_copas(effects: Effects, *, level: float = 95.0) -> Estimate:
    """Return the common-effect estimate with the interval of Henmi and Copas.

    Inverse-variance weights without tau2 give small studies, and so publication bias, less pull;
    the interval allows for heterogeneity by DL. No test: ``stat`` and ``pval`` are NaN. It does not
    correct for bias. Needs two studies. Henmi and Copas 2010, Statistics in Medicine 29:2969-2983.
    Raises MethodError.
    """
    base = pool(effects, method="DL", test="z", level=level, pi="none", tau2_ci="none")
    studies = complete(effects)
    v, k = studies.v, studies.v.size
    if k < 2:
        raise MethodError(
            what=Text(zh="该方法至少需要两项研究", en="The method needs two studies"),
            where="henmi_copas",
            found=f"k = {k}",
            do=Text(zh="请改用 pool", en="Use pool"),
        )
    unit = float(v.min())
    w = unit / v
    W = np.array([w.sum(), (w**2).sum(), (w**3).sum(), (w**4).sum()])
    W[1:] /= W[0]
    tau2 = base.tau2 / unit
    x = pivot_quantile(0.5 - level / 200.0, float(k), tau2, W, *legendre())
    variance = (tau2 * W[1] + 1.0) / W[0]
    se = math.sqrt(variance * unit)
    half = math.sqrt(1.0 + tau2 * W[1]) * x * se
    centre = pool(effects, method="EE", test="z", pi="none", tau2_ci="none").estimate
    low, high = centre - half, centre + half
    return Estimate(
        measure=effects.measure,
        method="DL",
        test="henmi-copas",
        level=level,
        k=k,
        estimate=centre,
        se=se,
        stat=math.nan,
        pval=math.nan,
        ci_lb=low,
        ci_ub=high,
        tau2=base.tau2,
        se_tau2=base.se_tau2,
        I2=base.I2,
        H2=base.H2,
        Q=base.Q,
        Q_df=base.Q_df,
        Qp=base.Qp,
        back=natural_scale(effects, estimate=centre, se=se, ci_lb=low, ci_ub=high),
        cautions=base.cautions,
        methods=("henmi-copas-2010", "dersimonian-laird-1986"),
        model="henmi-copas",
    )
