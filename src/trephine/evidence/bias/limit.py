"""limit: limit meta-analysis, the effect in studies of infinite precision."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.bias.line import fit_line
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import chi2_sf, norm_isf, norm_sf
from trephine.evidence.pool import pool

Adjust = Literal["beta0", "betalim", "mulim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The effect adjusted for small-study effects, and the studies shrunk to infinite precision.

    ``alpha_r`` is the small-study effect (intercept of the generalised radial plot), ``beta_r`` its
    slope. ``Q_small`` is the part of Q that the small-study effect explains, tested on 1 df by
    ``Q_small_p``; ``Q_resid`` the rest on k - 2. ``G2`` (0 to 1) is the heterogeneity that the
    small-study effect leaves unexplained. ``yi_limit`` are in the order of ``labels``.
    """

    adjust: Adjust
    k: int
    tau2: float
    estimate: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    level: float
    alpha_r: float
    beta_r: float
    Q: float
    Q_small: float
    Q_small_p: float
    Q_resid: float
    Q_resid_p: float
    G2: float
    labels: tuple[str, ...]
    yi_limit: tuple[float, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def limit(
    effects: Effects,
    *,
    tau2: float | None = None,
    adjust: Adjust = "beta0",
    level: float = 95.0,
) -> Limit:
    """Extrapolate a random-effects meta-analysis to studies of infinite precision.

    ``tau2`` is that of the random-effects model: by REML where it is not given. ``adjust`` beta0 is
    the expected effect of an infinitely precise study including the small-study effect; mulim and
    betalim pool the limit studies without and with an intercept. Needs three studies whose
    precision differs.
    Raises InputError for a negative tau2, MethodError. Source: Rücker 2011, Biostatistics.
    """
    if tau2 is not None and not tau2 >= 0:
        raise InputError(
            what=Text(zh="tau2 不能为负", en="tau2 cannot be negative"),
            where="limit",
            found=str(tau2),
            do=Text(zh="给出随机效应模型的 tau2。", en="Give the tau2 of a random-effects model."),
        )
    studies = usable(effects, at_least=3, what=Text(zh="极限 Meta 分析", en="limit meta-analysis"))
    k, yi, vi = studies.k, studies.yi, studies.vi
    if tau2 is None:
        tau2 = pool(effects, method="REML", test="z", pi="none", tau2_ci="none").tau2
    tau = math.sqrt(tau2)
    w = 1.0 / (vi + tau2)
    radial = fit_line(yi * np.sqrt(w), np.sqrt(w), np.ones(k), what="limit")
    alpha_r, beta_r = radial.intercept, radial.slope
    yi_limit = beta_r + np.sqrt(tau2 * w) * (yi - beta_r)
    w_common = 1.0 / vi
    limit_radial = fit_line(
        yi_limit * np.sqrt(w_common), np.sqrt(w_common), np.ones(k), what="limit"
    )
    if adjust == "beta0":
        estimate = beta_r + tau * alpha_r
        root = np.sqrt(w)
        # Variances of slope and intercept with unit residual variance, as the radial model has it.
        spread = float(np.sum((root - root.mean()) ** 2))
        variance = (1.0 + tau2 * float(w.mean()) - 2.0 * tau * float(root.mean())) / spread
    elif adjust == "mulim":
        estimate = float(np.sum(w_common * yi_limit) / np.sum(w_common))
        variance = 1.0 / float(np.sum(w_common))
    else:
        estimate = limit_radial.slope
        root = np.sqrt(w_common)
        variance = 1.0 / float(np.sum((root - root.mean()) ** 2))
    se = math.sqrt(max(0.0, variance))
    margin = norm_isf((1 - level / 100) / 2) * se
    mean = float(np.sum(w_common * yi) / np.sum(w_common))
    Q = float(np.sum(w_common * (yi - mean) ** 2))
    Q_resid = fit_line(yi * np.sqrt(w_common), np.sqrt(w_common), np.ones(k), what="limit").rss
    stat = estimate / se if se > 0 else math.nan
    return Limit(
        adjust=adjust,
        k=k,
        tau2=tau2,
        estimate=estimate,
        se=se,
        stat=stat,
        pval=2 * norm_sf(abs(stat)),
        ci_lb=estimate - margin,
        ci_ub=estimate + margin,
        level=level,
        alpha_r=alpha_r,
        beta_r=beta_r,
        Q=Q,
        Q_small=Q - Q_resid,
        Q_small_p=chi2_sf(Q - Q_resid, 1),
        Q_resid=Q_resid,
        Q_resid_p=chi2_sf(Q_resid, k - 2),
        G2=1.0 - limit_radial.r2,
        labels=studies.labels,
        yi_limit=tuple(float(v) for v in yi_limit),
        cautions=(*studies.cautions, *trust(studies)),
        methods=("rucker-schwarzer-2011",),
    )
