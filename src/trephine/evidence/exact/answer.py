"""answer: an Estimate from a problem with an exact likelihood."""

import math
from types import MappingProxyType

import numpy as np

from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.exact import states
from trephine.evidence.exact.approximate import approximate
from trephine.evidence.exact.heterogeneity import heterogeneity, typical_variance
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.profile import beyond, profile
from trephine.evidence.exact.scale import marginal_mean, natural
from trephine.evidence.exact.solve import begin, covariance, solve
from trephine.evidence.kernel.maximum import NODES
from trephine.evidence.kernel.special import norm_isf, norm_sf, t_isf, t_sf
from trephine.evidence.prediction_caution import prediction_at_zero

_NAN = math.nan
COMMON = frozenset({"EE", "FE", "CE"})
_PROFILE = "hardy-thompson-1996"


def answer(
    problem: Problem,
    *,
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    ci: str = "wald",
    tau2_ci: str = "PL",
    nodes: int | None = None,
) -> Estimate:
    """Fit a problem with an intercept alone and put the figures together; see the verbs.

    It returns a documented state, with a caution, where no finite estimate exists.
    """
    check(method=method, test=test, level=level, ci=ci, tau2_ci=tau2_ci)
    random = method == "ML"
    if problem.separation:
        return _separated(problem, method=method, test=test, level=level)
    common = solve(problem, random=False)
    het = heterogeneity(problem, common)
    cautions = list(problem.cautions)
    found = common
    if random and problem.k == 1:
        cautions.append(states.single_study())
    elif random and not problem.identified:
        cautions.append(states.not_identified())
    elif random and not problem.bounded:
        return _unbounded(problem, method=method, test=test, level=level, Q=het.Q, df=het.df)
    elif random:
        found = solve(problem, random=True)
        if nodes is not None:
            found = approximate(problem, found, nodes=nodes)
        if problem.k <= 3:
            cautions.append(states.few_studies(problem.k))
    estimable = random and found is not common
    V = covariance(problem, found)
    b, se, tau = float(found.parameters[0]), math.sqrt(V[0, 0]), float(found.parameters[-1])
    tau2 = tau * tau if estimable else (_NAN if random else 0.0)
    se_tau = math.sqrt(V[-1, -1]) if V[-1, -1] >= 0.0 else _NAN
    ddf = float(problem.k - 1) if test == "t" else _NAN
    stat, pval, crit = wald(b, se, ddf, level)
    lb, ub = b - crit * se, b + crit * se
    if ci == "profile" and nodes is None:
        lb, ub = profile(problem, found, 0, level=level, se=se)
    spread = crit * math.sqrt(se * se + tau2) if estimable else _NAN
    cautions += prediction_at_zero(problem.k, tau2, b - spread)
    tau_lb, tau_ub = _NAN, _NAN
    if estimable and tau2_ci == "PL" and nodes is None:
        tau_lb, tau_ub = profile(problem, found, problem.size - 1, level=level, se=se_tau)
    vt = typical_variance(problem)
    extras = {
        "Q_wald": het.Q_wald,
        "Qp_wald": het.Qp_wald,
        "log_likelihood_kernel": found.value,
        "log_likelihood_saturated": het.saturated,
        "LRT_tau0": max(0.0, 2.0 * (found.value - common.value)) if estimable else _NAN,
        "nodes": float(found.nodes),
    }
    if problem.two_effects:
        extras["sigma2"] = float(found.parameters[-2]) ** 2
    if problem.model in {"binomial-normal", "poisson-normal"}:
        extras["marginal_mean"] = marginal_mean(problem, b, tau2) if estimable else _NAN
    profiled = nodes is None and (ci == "profile" or (estimable and tau2_ci == "PL"))
    return Estimate(
        measure=problem.measure,
        model=problem.model,
        method=method,
        test=test,
        level=level,
        k=problem.k,
        estimate=b,
        se=se,
        stat=stat,
        pval=pval,
        ci_lb=lb,
        ci_ub=ub,
        ddf=ddf,
        pi_lb=b - spread,
        pi_ub=b + spread,
        pi_method="" if math.isnan(spread) else ("test" if test == "t" else "z"),
        tau2=tau2,
        se_tau2=2.0 * tau * se_tau if estimable and tau > 0.0 else _NAN,
        tau2_lb=tau_lb**2,
        tau2_ub=tau_ub**2,
        tau2_ci_method="" if math.isnan(tau_ub) else "PL",
        I2=100.0 * tau2 / (vt + tau2) if estimable else _NAN,
        H2=tau2 / vt + 1.0 if estimable else _NAN,
        Q=het.Q,
        Q_df=het.df,
        Qp=het.Qp,
        log_likelihood=found.value + problem.constant,
        back=natural(problem, b, lb, ub, b - spread, b + spread),
        cautions=tuple(cautions),
        methods=(*problem.methods, _PROFILE) if profiled else problem.methods,
        extras=MappingProxyType(extras),
    )


def check(*, method: str, test: str, level: float, ci: str, tau2_ci: str) -> None:
    """Refuse options that these models do not have."""
    for name, found, known in (
        ("method", method, ("ML", *sorted(COMMON))),
        ("test", test, ("z", "t")),
        ("ci", ci, ("wald", "profile")),
        ("tau2_ci", tau2_ci, ("PL", "none")),
    ):
        if found not in known:
            raise MethodError(
                what=Text(
                    zh="精确似然模型没有这个选项", en="Exact-likelihood models have no such option"
                ),
                where=name,
                found=repr(found),
                do=Text(zh=f"可选 {'、'.join(known)}", en=f"Use one of {', '.join(known)}"),
            )
    if not 0.0 < level < 100.0:
        raise InputError(
            what=Text(zh="置信水平应为百分数", en="The level is a percentage between 0 and 100"),
            where="level",
            found=repr(level),
            do=Text(zh="例如 95", en="Use 95, say"),
        )


def wald(b: float, se: float, ddf: float, level: float) -> tuple[float, float, float]:
    """Return statistic, P value and critical value: normal where ddf is NaN, else t."""
    tail = 0.5 * (1.0 - level / 100.0)
    stat = b / se
    if math.isnan(ddf):
        return stat, 2.0 * float(norm_sf(abs(stat))), float(norm_isf(tail))
    if ddf <= 0.0:
        return stat, _NAN, _NAN
    return stat, 2.0 * float(t_sf(abs(stat), ddf)), float(t_isf(tail, ddf))


def _separated(problem: Problem, *, method: str, test: str, level: float) -> Estimate:
    start = begin(problem, random=False, nodes=2 * NODES - 1)
    side = problem.separation * math.inf
    end = beyond(problem, level=level, start=start)
    lb, ub = (end, side) if problem.separation > 0 else (side, end)
    return Estimate(
        measure=problem.measure,
        model=problem.model,
        method=method,
        test=test,
        level=level,
        k=problem.k,
        estimate=side,
        se=_NAN,
        stat=_NAN,
        pval=_NAN,
        ci_lb=lb,
        ci_ub=ub,
        back=natural(problem, side, lb, ub, _NAN, _NAN),
        cautions=(*problem.cautions, states.separated(problem)),
        methods=(*problem.methods, _PROFILE),
    )


def _unbounded(
    problem: Problem, *, method: str, test: str, level: float, Q: float, df: float
) -> Estimate:
    return Estimate(
        measure=problem.measure,
        model=problem.model,
        method=method,
        test=test,
        level=level,
        k=problem.k,
        estimate=_NAN,
        se=_NAN,
        stat=_NAN,
        pval=_NAN,
        ci_lb=_NAN,
        ci_ub=_NAN,
        tau2=np.inf,
        Q=Q,
        Q_df=df,
        cautions=(*problem.cautions, states.unbounded()),
        methods=problem.methods,
    )
