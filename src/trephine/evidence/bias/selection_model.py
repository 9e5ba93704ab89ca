"""selection_model: the effect when studies are seen according to their p-values."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.evidence.bias.selection_setup import (
    NO_GRID,
    begin,
    errors_of,
    grid,
    held_weights,
    step_ends,
    unselected,
)
from trephine.evidence.bias.selection_weight import (
    WEIGHTS,
    Alternative,
    WeightType,
    p_value,
    step_weight,
)
from trephine.evidence.bias.trust import ONE_ARM
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.selection import STEP, selection_loglik
from trephine.evidence.kernel.selection_fit import best, climb
from trephine.evidence.kernel.special import chi2_sf, norm_isf, norm_sf

_CLIMBS = 4  # points of the trails that are climbed to their maximum, the highest
_METHODS: dict[str, tuple[str, ...]] = {
    "stepfun": ("hedges-1992-selection", "vevea-hedges-1995"),
    "beta": ("citkowicz-vevea-2017",),
    "halfnorm": ("preston-ashby-2004",),
    "negexp": ("preston-ashby-2004",),
    "logistic": ("preston-ashby-2004",),
    "power": ("preston-ashby-2004",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionModel:
    """A random-effects model fitted together with a weight function of the p-value.

    ``delta`` are the weights' parameters (for ``stepfun`` one weight an interval of ``steps``, the
    first held at 1), ``se_delta`` NaN where held or at a bound of 0. ``interval_k`` counts the
    studies an interval. ``LRT`` compares with the same model without selection. ``unadjusted`` is
    the maximum-likelihood estimate without selection. ``quadrature_error`` is the change of the
    log-likelihood when the nodes are doubled (0 for stepfun, which needs none).
    """

    type: WeightType
    alternative: Alternative
    steps: tuple[float, ...]
    k: int
    estimate: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    level: float
    tau2: float
    se_tau2: float
    delta: tuple[float, ...]
    se_delta: tuple[float, ...]
    interval_k: tuple[int, ...]
    log_likelihood: float
    LRT: float
    LRT_df: int
    LRTp: float
    unadjusted: float
    unadjusted_tau2: float
    converged: bool
    quadrature_error: float
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def selection_model(
    effects: Effects,
    *,
    type: WeightType = "stepfun",  # noqa: A002  (the field's word)
    steps: Sequence[float] = (0.025,),
    alternative: Alternative = "greater",
    delta: Sequence[float | None] | None = None,
    tau2: float | None = None,
    level: float = 95.0,
) -> SelectionModel:
    """Fit a selection model by maximum likelihood.

    ``stepfun`` with one step at 0.025 is the three-parameter selection model; its ``steps`` are
    upper ends of p-value intervals. The other types are smooth weights: beta
    p^(d1-1) (1-p)^(d2-1), halfnorm exp(-d p^2), negexp exp(-d p), logistic 2/(1+exp(d p)), power
    (1-p)^d. ``alternative`` is the direction of the one-sided p-values that journals are thought to
    favour. ``delta`` holds weights fixed (None for those to estimate), as Vevea and Woods propose;
    ``tau2`` holds tau2 fixed. The search starts from many points and takes the highest maximum.
    It does not prove selection: a good fit of the weights is compatible with other causes.
    Standard errors come from the observed information. Raises InputError, MethodError.

    Sources: Hedges 1992, Stat Sci; Vevea and Hedges 1995, Psychometrika; Vevea and Woods 2005,
    Psychol Methods; Preston 2004, Stat Med; Citkowicz and Vevea 2017, Psychol Methods.
    """
    if tau2 is not None and not tau2 >= 0:
        raise InputError(
            what=Text(zh="tau2 不能为负", en="tau2 cannot be negative"),
            where="selection_model",
            found=str(tau2),
            do=Text(zh="给出非负数，或省略。", en="Give a number of 0 or more, or leave it out."),
        )
    studies = usable(effects, at_least=2, what=Text(zh="选择模型", en="a selection model"))
    ends = step_ends(steps) if type == "stepfun" else ()
    weight = step_weight(len(ends)) if type == "stepfun" else WEIGHTS[type]
    held = held_weights(delta, weight, stepwise=type == "stepfun")
    two_sided = alternative == "two.sided"
    sign = -1.0 if alternative == "less" else 1.0
    yi, vi = sign * studies.yi, studies.vi.copy()
    low, high = weight.censor, 1 - weight.censor
    p_seen = [
        min(max(p_value(z, two_sided=two_sided), low), high) for z in (yi / np.sqrt(vi)).tolist()
    ]
    intervals = [bisect_left(ends, p) for p in p_seen]
    p, group = np.array(p_seen), np.array(intervals, dtype=np.float64)
    free = np.array([1.0, 1.0 if tau2 is None else 0.0, *(math.isnan(f) for f in held)])
    if studies.k < free.sum():
        raise MethodError(
            what=Text(zh="参数多于研究数", en="more parameters than studies"),
            where=f"selection_model ({type})",
            found=f"k = {studies.k}, {int(free.sum())} parameters",
            do=Text(zh="减少 steps，或用 delta 固定权重。", en="Use fewer steps, or fix delta."),
        )
    cuts = np.array([norm_isf(s / 2 if two_sided else s) for s in ends[:-1]])
    counts = tuple(intervals.count(j) for j in range(len(ends)))
    asked = free.copy()
    for j in range(1, len(ends)):
        # Without a study in its interval a weight only costs likelihood: its maximum is at 0.
        if free[2 + j] and counts[j] == 0:
            held = (*held[:j], 0.0, *held[j + 1 :])
            free[2 + j] = 0.0
    lower = np.array([-math.inf, 0.0, *(weight.lower for _ in held)])
    upper = np.array([math.inf, math.inf, *(weight.upper for _ in held)])
    in_log = np.array([0.0, 0.0, *(float(weight.in_log) for _ in held)])
    base, ll0 = unselected(yi, vi, tau2)
    start: tuple[Any, ...] = begin(weight, held, tau2, base, yi=yi, vi=vi)
    theta = np.array([*base, *(0.0 if math.isnan(h) else h for h in held)])
    problem: tuple[Any, ...] = (free, lower, upper, in_log, yi, vi, p, group, two_sided, cuts)
    if weight.kind == STEP:
        finest = NO_GRID
        _, converged = best(weight.kind, *(*start, *problem, *finest, _CLIMBS, theta))
    else:
        grids = [
            grid(censor=weight.censor, two_sided=two_sided, nodes_of=size) for size in (0, 1, 2)
        ]
        finest = grids[1]
        best(weight.kind, *(*start, *problem, *grids[0], _CLIMBS, theta))
        _, converged = climb(weight.kind, theta, *(*problem, *finest, 200, 1e-20))
    grad, hess = np.empty(len(free)), np.empty((len(free), len(free)))
    if weight.kind != STEP:
        error = selection_loglik(weight.kind, theta, *(*problem[4:], *grids[2], False, grad, hess))
    ll = selection_loglik(weight.kind, theta, *(*problem[4:], *finest, True, grad, hess))
    if not math.isfinite(ll):
        raise MethodError(
            what=Text(
                zh="权重为 0 的区间里有研究，模型不可能成立",
                en="a study stands where the weight is 0: the model is impossible",
            ),
            where=f"selection_model ({type})",
            found=f"delta = {held}",
            do=Text(zh="给该区间一个正的权重。", en="Give that interval a positive weight."),
        )
    se = errors_of(hess, theta, free, kind=weight.kind)
    estimate = sign * float(theta[0])
    margin = norm_isf((1 - level / 100) / 2) * se[0]
    LRT_df = int(asked[2:].sum())
    LRT = max(0.0, 2 * (ll - ll0))
    return SelectionModel(
        type=type,
        alternative=alternative,
        steps=ends,
        k=studies.k,
        estimate=estimate,
        se=se[0],
        stat=estimate / se[0],
        pval=2 * norm_sf(abs(estimate / se[0])),
        ci_lb=estimate - margin,
        ci_ub=estimate + margin,
        level=level,
        tau2=float(theta[1]),
        se_tau2=se[1],
        delta=tuple(float(d) for d in theta[2:]),
        se_delta=tuple(se[2:]),
        interval_k=counts,
        log_likelihood=ll,
        LRT=LRT if LRT_df else math.nan,
        LRT_df=LRT_df,
        LRTp=chi2_sf(LRT, LRT_df) if LRT_df else math.nan,
        unadjusted=sign * float(base[0]),
        unadjusted_tau2=float(base[1]),
        converged=converged,
        quadrature_error=0.0 if weight.kind == STEP else abs(error - ll),
        cautions=(
            *studies.cautions,
            *_cautions(studies.measure, studies.k, theta, asked, counts, converged=converged),
        ),
        methods=_METHODS[type] + (("vevea-woods-2005",) if LRT_df == 0 else ()),
    )


def _cautions(
    measure: str, k: int, theta: Vector, free: Vector, counts: tuple[int, ...], *, converged: bool
) -> list[Caution]:
    """Say where the fit is not to be trusted."""
    found = []
    if k < 10:
        found.append(
            Caution(
                kind="few-studies",
                text=Text(
                    zh=f"仅 {k} 项研究：选择模型的权重几乎无法估计，只宜作敏感性分析。",
                    en=f"Only {k} studies: the weights are hardly identified; use the model as a "
                    "sensitivity analysis.",
                ),
            )
        )
    if 0 in counts:
        found.append(
            Caution(
                kind="empty-interval",
                text=Text(
                    zh="某一 P 值区间内没有研究，其权重（或相对权重）不可识别，停在边界。",
                    en="An interval of p-values holds no study: its weight is not identified and "
                    "rests at a bound.",
                ),
            )
        )
    estimated = [t for t, open_ in zip(theta[2:], free[2:], strict=True) if open_]
    if any(t <= 0 or t >= 100 for t in estimated):
        found.append(
            Caution(
                kind="weight-at-bound",
                text=Text(
                    zh="权重参数的估计停在其边界（0 或 100），区间与检验只是近似。",
                    en="A weight's parameter rests at its bound (0 or 100): intervals and tests "
                    "are rough.",
                ),
            )
        )
    if not converged:
        found.append(
            Caution(
                kind="not-converged",
                text=Text(zh="优化未收敛，结果不可用。", en="The search did not converge."),
            )
        )
    if measure in ONE_ARM:
        found.append(
            Caution(
                kind="zero-is-no-null",
                text=Text(
                    zh="单臂效应量对 0 的 P 值没有“显著”含义，按 P 值选择发表的假设不成立。",
                    en="The p-value of a single-arm measure against zero says nothing about "
                    "significance: selection by it is not plausible.",
                ),
            )
        )
    return found
