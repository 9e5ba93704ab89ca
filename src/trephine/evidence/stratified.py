"""stratified: an Estimate from a stratified common-effect method and the studies' own effects."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import chi2_sf, norm_isf, norm_sf
from trephine.evidence.natural_scale import natural_scale

_UNDEFINED = Caution(
    kind="pooled-undefined",
    text=Text(
        zh="合并值不存在（如某一组完全没有事件），未作任何校正。",
        en="The pooled value does not exist (an arm has no events at all, say); nothing was added"
        " to make it.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What a stratified method gives: the value, its standard error, and its own figures."""

    measure: str
    model: str
    method: str
    k: int
    estimate: float
    se: float
    extras: Mapping[str, float]
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]


def stratified(effects: Effects, pooled: Pooled, *, level: float) -> Estimate:
    """Add test, interval, Q over the studies' own effects, I2, H2 and log-likelihood.

    Q uses yi and vi of ``effects``, if they are of the pooled measure; k counts all complete
    studies, those without an effect included.
    """
    if not 0.0 < level < 100.0:
        raise InputError(
            what=Text(zh="置信水平应为百分数", en="The level is a percentage between 0 and 100"),
            where="level",
            found=repr(level),
            do=Text(zh="例如 95", en="Use 95, say"),
        )
    b, se = pooled.estimate, pooled.se
    crit = float(norm_isf(0.5 * (1.0 - level / 100.0)))
    stat = b / se if se > 0.0 else math.nan
    Q, df, ll = math.nan, math.nan, math.nan
    if effects.measure == pooled.measure and not math.isnan(b):
        keep = np.isfinite(effects.yi) & np.isfinite(effects.vi) & (effects.vi > 0.0)
        y, v = effects.yi[keep], effects.vi[keep]
        if len(y):
            df = float(len(y) - 1)
            Q = math.fsum((y - b) ** 2 / v)
            ll = -0.5 * (len(y) * math.log(2.0 * math.pi) + math.fsum(np.log(v)) + Q)
            Q = Q if df else 0.0
    tested = not math.isnan(df) and df > 0.0
    cautions = pooled.cautions
    if math.isnan(b):
        cautions = (*cautions, _UNDEFINED)
    return Estimate(
        measure=pooled.measure,
        model=pooled.model,
        method=pooled.method,
        test="z",
        level=level,
        k=pooled.k,
        estimate=b,
        se=se,
        stat=stat,
        pval=2.0 * float(norm_sf(abs(stat))) if not math.isnan(stat) else math.nan,
        ci_lb=b - crit * se,
        ci_ub=b + crit * se,
        tau2=0.0,
        I2=max(0.0, 100.0 * (Q - df) / Q) if tested and Q > 0.0 else (0.0 if tested else math.nan),
        H2=Q / df if tested else math.nan,
        Q=Q,
        Q_df=df,
        Qp=float(chi2_sf(Q, df)) if tested else math.nan,
        log_likelihood=ll,
        back=natural_scale(effects, estimate=b, se=se, ci_lb=b - crit * se, ci_ub=b + crit * se)
        if effects.measure == pooled.measure
        else {},
        cautions=cautions,
        methods=pooled.methods,
        extras=pooled.extras,
    )
