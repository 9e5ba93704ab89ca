"""exact_regress: meta-regression by the exact likelihood of the counts."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.design import design
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact.answer import COMMON, check
from trephine.evidence.exact.approximate import approximate
from trephine.evidence.exact.heterogeneity import heterogeneity, typical_variance
from trephine.evidence.exact.one_arm import binomial_problem, poisson_problem
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.profile import profile
from trephine.evidence.exact.solve import covariance, solve
from trephine.evidence.exact.two_arm import two_arm_problem
from trephine.evidence.fitted import Regression
from trephine.evidence.regression_part import coefficients, criteria, test_moderators

_NAN = math.nan
_SEPARATED = 25.0  # a linear predictor at which a probability is 0 or 1 to eleven digits


def exact_regress(
    effects: Effects,
    moderators: Mapping[str, Any],
    *,
    model: str = "binomial-normal",
    link: str = "logit",
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    intercept: bool = True,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
    tau2_ci: str = "PL",
    nodes: int | None = None,
) -> Regression:
    """Fit a meta-regression to counts: model binomial-normal, poisson-normal, or one of two arms.

    The two-arm models are UM.FS, UM.RS, CM.EL and CM.AL (odds ratios from ai n1i ci n2i, rate
    ratios from x1i t1i x2i t2i). ``moderators`` and their coding as in ``regress``; model options
    as in ``binomial_normal`` and ``two_arms``. QE is the likelihood ratio test against one free
    effect a study; there is no R2 and no restricted likelihood. Raises MethodError for dependent
    columns, too few studies, or where the moderators separate the studies with events from those
    without, so that a coefficient has no finite estimate.
    """
    check(method=method, test=test, level=level, ci="wald", tau2_ci=tau2_ci)
    whole = _problem(effects, model, link)
    position = {label: i for i, label in enumerate(effects.labels)}
    rows = [position[label] for label in whole.labels]
    yi, vi = np.full(effects.k, np.nan), np.full(effects.k, np.nan)
    yi[rows], vi[rows] = whole.yi, whole.vi
    frame = design(
        replace(effects, measure=whole.measure, yi=yi, vi=vi, cautions=whole.cautions),
        moderators,
        intercept=intercept,
        categorical=categorical,
        reference=reference,
    )
    kept = [position[label] for label in frame.labels]
    problem = _problem(_subset(effects, kept), model, link, frame.X.copy())
    random = method not in COMMON
    common = solve(problem, random=False)
    found = solve(problem, random=True) if random else common
    if nodes is not None and random:
        found = approximate(problem, found, nodes=nodes)
    _check_separation(problem, found.parameters[: problem.p])
    het = heterogeneity(problem, common)
    k, p = problem.k, problem.p
    V = covariance(problem, found)
    tau = float(found.parameters[-1])
    tau2 = tau * tau if random else 0.0
    se_tau = math.sqrt(V[-1, -1]) if V[-1, -1] >= 0.0 else _NAN
    lb, ub = _NAN, _NAN
    if random and tau2_ci == "PL" and nodes is None:
        lb, ub = profile(problem, found, problem.size - 1, level=level, se=se_tau)
    ddf = float(k - p) if test == "t" else _NAN
    beta, vb = found.parameters[:p].copy(), V[:p, :p].copy()
    vb.flags.writeable = False
    first = 1 if intercept and p > 1 else 0
    QM, QMp = test_moderators(beta, vb, first, ddf)
    vt = typical_variance(problem)
    parameters = problem.size if random else problem.size - 1
    extra = k if model == "UM.FS" else 0
    n = 2 * k if model in {"UM.FS", "UM.RS"} else k
    ll = found.value + problem.constant
    fit = criteria(ll, parameters + extra, n, "")
    return Regression(
        measure=problem.measure,
        method=method,
        test=test,
        level=level,
        k=k,
        p=p,
        coefficients=coefficients(frame.names, beta, vb, ddf, level),
        vb=vb,
        ddf=ddf,
        tau2=tau2,
        se_tau2=2.0 * tau * se_tau if tau > 0.0 else _NAN,
        tau2_lb=lb**2,
        tau2_ub=ub**2,
        tau2_ci_method="PL" if not math.isnan(ub) else "",
        I2=100.0 * tau2 / (vt + tau2) if random else _NAN,
        H2=tau2 / vt + 1.0 if random else _NAN,
        R2=_NAN,
        QE=het.Q,
        QE_df=het.df,
        QEp=het.Qp,
        QM=QM,
        QM_df=float(p - first),
        QM_ddf=ddf,
        QMp=QMp,
        log_likelihood=ll,
        AIC=fit["AIC"],
        BIC=fit["BIC"],
        AICc=fit["AICc"],
        log_likelihood_restricted=_NAN,
        AIC_restricted=_NAN,
        BIC_restricted=_NAN,
        AICc_restricted=_NAN,
        parameters=parameters + extra,
        tau2_fixed=False,
        design=frame,
        cautions=frame.cautions,
        methods=problem.methods,
    )


def _problem(effects: Effects, model: str, link: str, X: np.ndarray | None = None) -> Problem:
    if model == "binomial-normal":
        return binomial_problem(effects, link=link, X=X)
    if model == "poisson-normal":
        return poisson_problem(effects, X=X)
    measure = "IRR" if "x1i" in effects.raw else "OR"
    return two_arm_problem(effects, measure=measure, model=model, X=X)


def _subset(effects: Effects, rows: list[int]) -> Effects:
    return replace(
        effects,
        yi=effects.yi[rows],
        vi=effects.vi[rows],
        ni=effects.ni[rows],
        labels=tuple(effects.labels[i] for i in rows),
        raw={name: values[rows] for name, values in effects.raw.items()},
    )


def _check_separation(problem: Problem, beta: np.ndarray) -> None:
    farthest = float(np.abs(problem.X @ beta - problem.centre).max())
    if farthest < _SEPARATED:
        return
    raise MethodError(
        what=Text(
            zh="调节变量将有事件与无事件的研究完全分开，系数无有限估计",
            en="The moderators separate studies with events from those without: a coefficient has"
            " no finite estimate",
        ),
        where="exact_regress",
        found=f"linear predictor {farthest:.3g} from the pooled value",
        do=Text(zh="减少调节变量或合并类别", en="Use fewer moderators or merge categories"),
    )
