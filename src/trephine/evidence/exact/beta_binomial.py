"""beta_binomial: pool proportions that vary between studies by a beta distribution."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from trephine.core.caution import Caution
from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact import states
from trephine.evidence.exact.answer import check, wald
from trephine.evidence.exact.beta_likelihood import BetaLikelihood, Point
from trephine.evidence.exact.likelihood_end import likelihood_end
from trephine.evidence.exact.one_arm import binomial_problem
from trephine.evidence.exact.profile import beyond
from trephine.evidence.exact.solve import begin
from trephine.evidence.kernel.special import chi2_ppf, chi2_sf, expit

_NAN = math.nan
_METHODS = ("kuss-2015", "hamza-vanhouwelingen-2008")
_AT_ZERO = Caution(
    kind="rho-at-zero",
    text=Text(
        zh="组内相关 rho 估计为 0：与二项分布相比没有额外变异，结果与共同效应模型相同。",
        en="The intraclass correlation rho is estimated as 0: there is no variation beyond the"
        " binomial, and the result is that of the common-effect model.",
    ),
)


def beta_binomial(
    effects: Effects,
    *,
    test: str = "z",
    level: float = 95.0,
    ci: str = "wald",
    rho_ci: str = "PL",
) -> Estimate:
    """Pool proportions by maximum likelihood of the beta-binomial distribution.

    The estimate is the logit of the mean proportion over studies (not of the median study, as the
    binomial-normal model's); ``back`` holds it as a proportion. ``extras``: rho, the intraclass
    correlation 1 / (alpha + beta + 1), with se_rho, rho_lb and rho_ub (profile likelihood), alpha,
    beta, log_likelihood_kernel and _saturated, LRT_rho0. Q is the likelihood ratio test against
    one proportion a study. There is no tau2 and no I2; the prediction interval, that of the beta
    distribution, is not given. test z or t (k - 1); ci wald or profile. Only the counts of
    ``effects`` are used. States and cautions as in ``binomial_normal``; rho = 0 is a regular
    result, the binomial's. Kuss 2015, Stat Med.
    """
    check(method="ML", test=test, level=level, ci=ci, tau2_ci=rho_ci)
    problem = binomial_problem(effects)
    x, n = problem.table[:, 0], problem.table[:, 1]
    cautions = list(problem.cautions)
    if problem.separation:
        return _separated(effects, level=level, test=test)
    likelihood = BetaLikelihood(x, n)
    common = likelihood.climb(Point(math.log(x.sum() / (n - x).sum()), 0.0), fixed="root")
    random = problem.k > 1 and problem.identified
    if random and not problem.bounded:
        return _unbounded(effects, level=level, test=test)
    if not random:
        cautions.append(states.single_study() if problem.k == 1 else states.not_identified())
    found = likelihood.maximise(common) if random else common
    inside = random and found.root > 0.0
    if random and not inside:
        cautions.append(_AT_ZERO)
    eta, s = found.eta, found.root
    phi = s * s
    rho = phi / (1.0 + phi) if random else _NAN
    V = likelihood.covariance(found, inside=inside)
    se = math.sqrt(V[0, 0])
    ddf = float(problem.k - 1) if test == "t" else _NAN
    stat, pval, crit = wald(eta, se, ddf, level)
    lb, ub = eta - crit * se, eta + crit * se
    target = math.sqrt(chi2_ppf(level / 100.0, 1.0))
    if ci == "profile":
        lb, ub = _mean_interval(likelihood, found, se, target, random=random)
    rho_lb, rho_ub = _NAN, _NAN
    if random and rho_ci == "PL":
        rho_lb, rho_ub = _rho_interval(likelihood, found, target)
    df = float(problem.k - 1)
    Q = max(0.0, 2.0 * (problem.saturated - problem.constant - common.value)) if df else _NAN
    mu = float(expit(eta))
    extras = {
        "rho": rho,
        "se_rho": 2.0 * s / (1.0 + phi) ** 2 * math.sqrt(V[1, 1]) if inside else _NAN,
        "rho_lb": rho_lb,
        "rho_ub": rho_ub,
        "alpha": mu / phi if inside else _NAN,
        "beta": (1.0 - mu) / phi if inside else _NAN,
        "LRT_rho0": max(0.0, 2.0 * (found.value - common.value)) if random else _NAN,
        "log_likelihood_kernel": found.value,
        "log_likelihood_saturated": problem.saturated,
    }
    return Estimate(
        measure="PLO",
        model="beta-binomial",
        method="ML",
        test=test,
        level=level,
        k=problem.k,
        estimate=eta,
        se=se,
        stat=stat,
        pval=pval,
        ci_lb=lb,
        ci_ub=ub,
        ddf=ddf,
        Q=Q,
        Q_df=df,
        Qp=float(chi2_sf(Q, df)) if df else _NAN,
        log_likelihood=found.value + problem.constant,
        back=_natural(eta, lb, ub),
        cautions=tuple(cautions),
        methods=_METHODS,
        extras=MappingProxyType(extras),
    )


def _natural(eta: float, lb: float, ub: float) -> Mapping[str, Back]:
    def p(x: float) -> float:
        return float(expit(x)) if math.isfinite(x) else (x if math.isnan(x) else float(x > 0))

    return MappingProxyType({"natural": Back(estimate=p(eta), ci_lb=p(lb), ci_ub=p(ub))})


def _mean_interval(
    likelihood: BetaLikelihood, found: Point, se: float, target: float, *, random: bool
) -> tuple[float, float]:
    ends = []
    for sign in (-1.0, 1.0):
        current = found

        def held(eta: float) -> tuple[float, float]:
            nonlocal current
            start = Point(eta, current.root)
            current = likelihood.climb(start, fixed="eta") if random else likelihood.at(start)
            return current.value, current.slope_eta

        d = likelihood_end(
            held, found.value, centre=found.eta, sign=sign, target=target, first=se * target,
            reach=60.0,
        )  # fmt: skip
        ends.append(found.eta + sign * d)
    return ends[0], ends[1]


def _rho_interval(likelihood: BetaLikelihood, found: Point, target: float) -> tuple[float, float]:
    current = found

    def held(root: float) -> tuple[float, float]:
        nonlocal current
        current = likelihood.climb(Point(current.eta, root), fixed="root")
        return current.value, current.slope_root

    options = {"centre": found.root, "target": target}
    up = likelihood_end(
        held, found.value, sign=1.0, first=0.5 * found.root + 0.05, reach=1e3, **options
    )
    bottom = held(0.0)[0]
    low = 0.0
    if 2.0 * (found.value - bottom) > target * target:
        down = likelihood_end(
            held, found.value, sign=-1.0, first=0.5 * found.root, reach=found.root, **options
        )
        low = found.root - down
    high = found.root + up
    return low**2 / (1.0 + low**2), high**2 / (1.0 + high**2) if math.isfinite(high) else 1.0


def _separated(effects: Effects, *, level: float, test: str) -> Estimate:
    problem = binomial_problem(effects)
    side = problem.separation * math.inf
    end = beyond(problem, level=level, start=begin(problem, random=False, nodes=65))
    lb, ub = (end, side) if problem.separation > 0 else (side, end)
    return _empty(
        problem.k, side, lb, ub, level, test, (*problem.cautions, states.separated(problem))
    )


def _unbounded(effects: Effects, *, level: float, test: str) -> Estimate:
    problem = binomial_problem(effects)
    said = (*problem.cautions, states.all_or_nothing())
    share = float(np.mean(problem.table[:, 0] > 0.0))
    eta = math.log(share / (1.0 - share))
    return _empty(problem.k, eta, _NAN, _NAN, level, test, said, rho=1.0)


def _empty(
    k: int,
    eta: float,
    lb: float,
    ub: float,
    level: float,
    test: str,
    cautions: tuple[Caution, ...],
    rho: float = _NAN,
) -> Estimate:
    return Estimate(
        measure="PLO",
        model="beta-binomial",
        method="ML",
        test=test,
        level=level,
        k=k,
        estimate=eta,
        se=_NAN,
        stat=_NAN,
        pval=_NAN,
        ci_lb=lb,
        ci_ub=ub,
        back=_natural(eta, lb, ub),
        cautions=cautions,
        methods=_METHODS,
        extras=MappingProxyType({"rho": rho}),
    )
