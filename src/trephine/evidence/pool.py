"""pool: one estimate from the effects of several studies."""

import math
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.choice import Plan, plan
from trephine.evidence.complete import Complete, complete
from trephine.evidence.criticals import criticals
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.ft_hazard import ft_hazard
from trephine.evidence.kernel import layout as at
from trephine.evidence.kernel import tau2 as code
from trephine.evidence.kernel.fit import fit
from trephine.evidence.natural_scale import natural_scale
from trephine.evidence.pool_caution import fit_cautions

_NO_WEIGHTS = np.empty(0)
_NO_WEIGHTS.flags.writeable = False


def pool(
    effects: Effects,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    pi: str = "riley",
    tau2: float | None = None,
    tau2_ci: str = "QP",
    weights: ArrayLike | None = None,
) -> Estimate:
    """Pool effects under a common-effect or a random-effects model; the result depends on no order.

    method: EE (FE, CE), DL, HE, HS, HSk, SJ, SJIT, PM, PMM, EB, ML, REML, DLIT, DL2, HE2 (CA2),
    GENQ and GENQM (with ``weights``). REML and ML take the global maximum of the likelihood.
    test: z, t, knha (Hartung-Knapp), adhoc (the same, variance factor at least 1), knha_ci (the
    wider of Hartung-Knapp and z), knha_iqwig6 (factor at least 1 where Hartung-Knapp is narrower
    than DL with z), kr and kr97 (Kenward-Roger, for REML and ML: degrees of freedom as R's meta
    has them, and the original's). pi: test (quantile of the test), riley
    (t, k - 2), HTS (higgins), V, HK, HK-PR, KR, KR-PR, S, simple (tau alone), none. tau2_ci: QP
    (Q-profile), PL (profile likelihood, for REML and ML), BJ, J, GENQ, none. ``tau2`` fixes it.
    ``weights`` (k,) replace inverse variances in the mean, for tests z and t.

    It does not fit moderators (``regress``) nor exact likelihoods, and does not choose a model.
    ``extras``: I2_lb, I2_ub, H2_lb, H2_ub from the tau2 interval; typical_variance, the variance
    that I2 compares tau2 with; variance_ratio, largest over smallest; tau2_given, 1 where it was
    fixed. States: one study gives its own effect with a normal interval and NaN for whatever needs
    two; with ``tau2`` held its standard error is sqrt(vi + tau2) (as in metafor, where t tests
    become z), and ``pi`` test, S and simple are normal. Effects that are equal give tau2 = 0 and,
    by Hartung-Knapp, a standard error of 0. Each comes with a caution. Studies without an effect
    are left out, with a caution. Memory: O(k).
    Raises InputError, MethodError.

    Sources: those named by ``methods``; I2 and H2 of Higgins and Thompson 2002, Statistics in
    Medicine 21:1539-1558, with tau2 of the estimator chosen.
    """
    chosen = plan(method, test, float(level), pi, tau2_ci)
    studies = complete(effects)
    a = _weights(chosen, effects, studies, weights)
    out = run(chosen, studies.y, studies.v, a, tau2)
    return as_estimate(chosen, effects, studies, out, given=tau2 is not None)


def run(chosen: Plan, y: Vector, v: Vector, a: Vector, tau2: float | None = None) -> Vector:
    """Run the kernel and return its figures, ordered as ``kernel.layout.NAMES``."""
    out = np.empty(at.WIDTH)
    crit = criticals(v.size, chosen.level)
    method, interval = chosen.method.code, chosen.interval.code
    value = 0.0
    if tau2 is not None:
        method, value = code.FIXED, _fixed(chosen, tau2)
    elif method == code.GENQM and v.size > 1:
        from trephine.evidence.kernel.quadratic_form import (  # noqa: PLC0415  (compiles for 3 s)
            generalised_q_root,
            weighted_q,
        )

        value = generalised_q_root(weighted_q(y, a), a, v, 0.5)
    if tau2 is not None and v.size == 1:
        _one_held(chosen, y, v, value, crit, out)
        return out
    fit(y, v, a, method, chosen.test.code, chosen.prediction.code, interval, value, crit, out)
    if interval >= at.CI_BJ and method not in {code.EE, code.FIXED} and v.size > 1:
        _generalised_interval(interval, y, v, a, 0.5 * crit[at.CRIT_ALPHA], out)
    return out


def _one_held(chosen: Plan, y: Vector, v: Vector, tau2: float, crit: Vector, out: Vector) -> None:
    """Fit one study with tau2 held: its total variance is known, so the interval is normal."""
    fit(y, v + tau2, _NO_WEIGHTS, code.EE, at.TEST_Z, at.PI_NONE, at.CI_NONE, 0.0, crit, out)
    out[at.TAU2] = tau2
    apart = {at.PI_TEST: out[at.SE] ** 2, at.PI_S: out[at.SE] ** 2, at.PI_SIMPLE: 0.0}
    if chosen.prediction.code in apart:  # the others need degrees of freedom
        half = crit[at.CRIT_Z] * math.sqrt(tau2 + apart[chosen.prediction.code])
        out[at.PI_LB], out[at.PI_UB] = out[at.ESTIMATE] - half, out[at.ESTIMATE] + half


def as_estimate(
    chosen: Plan, effects: Effects, studies: Complete, out: Vector, *, given: bool
) -> Estimate:
    """Return the kernel's figures as an Estimate with cautions and the natural scale."""
    f = out.tolist()
    estimate, se = f[at.ESTIMATE], f[at.SE]
    ci_lb, ci_ub = f[at.CI_LB], f[at.CI_UB]
    pi_lb, pi_ub = f[at.PI_LB], f[at.PI_UB]
    typical, lower, upper = f[at.TYPICAL_VARIANCE], f[at.TAU2_LB], f[at.TAU2_UB]
    extras = {"typical_variance": typical, "variance_ratio": f[at.VARIANCE_RATIO]}
    if not math.isnan(lower):
        extras["I2_lb"] = 100.0 * lower / (lower + typical)
        extras["I2_ub"] = 100.0 * upper / (upper + typical)
        extras["H2_lb"] = lower / typical + 1.0
        extras["H2_ub"] = upper / typical + 1.0
    if given:
        extras["tau2_given"] = 1.0
    cautions = studies.cautions + fit_cautions(chosen, studies.v.size, f, given=given)
    if effects.measure == "PFT":
        hazard = ft_hazard(effects, estimate=estimate, se=se).caution
        cautions = cautions if hazard is None else (*cautions, hazard)
    return Estimate(
        measure=effects.measure,
        method=chosen.method.name,
        test=chosen.test.name,
        level=chosen.level,
        k=studies.v.size,
        estimate=estimate,
        se=se,
        stat=f[at.STAT],
        pval=f[at.PVAL],
        ci_lb=ci_lb,
        ci_ub=ci_ub,
        ddf=f[at.DDF],
        pi_lb=pi_lb,
        pi_ub=pi_ub,
        pi_method="" if math.isnan(pi_lb) else chosen.prediction.name,
        tau2=f[at.TAU2],
        se_tau2=f[at.SE_TAU2],
        tau2_lb=lower,
        tau2_ub=upper,
        tau2_ci_method="" if math.isnan(lower) else chosen.interval.name,
        I2=f[at.I2],
        H2=f[at.H2],
        Q=f[at.Q],
        Q_df=f[at.Q_DF],
        Qp=f[at.QP],
        log_likelihood=f[at.LOG_LIKELIHOOD],
        log_likelihood_restricted=f[at.LOG_LIKELIHOOD_RESTRICTED],
        back=natural_scale(
            effects,
            estimate=estimate,
            se=se,
            ci_lb=ci_lb,
            ci_ub=ci_ub,
            pi_lb=pi_lb,
            pi_ub=pi_ub,
        ),
        cautions=cautions,
        methods=chosen.methods,
        extras=MappingProxyType(extras),
    )


def _generalised_interval(
    interval: int, y: Vector, v: Vector, a: Vector, tail: float, out: Vector
) -> None:
    """Write the limits of tau2 that invert the distribution of the generalised Q statistic."""
    from trephine.evidence.kernel.quadratic_form import (  # noqa: PLC0415  (compiles for 3 s)
        generalised_q_root,
        weighted_q,
    )

    if interval == at.CI_BJ:
        a = 1.0 / v
    elif interval == at.CI_J:
        a = 1.0 / np.sqrt(v)
    Q = weighted_q(y, a)
    out[at.TAU2_LB] = generalised_q_root(Q, a, v, 1.0 - tail)
    out[at.TAU2_UB] = generalised_q_root(Q, a, v, tail)
    out[at.INTERVAL_STATE] = 1.0 if out[at.TAU2_UB] == 0.0 else 0.0


def _fixed(chosen: Plan, tau2: float) -> float:
    if chosen.is_common_effect or not 0.0 <= tau2 < math.inf:
        raise MethodError(
            what=Text(
                zh="tau2 须为非负有限数，且只用于随机效应模型",
                en="tau2 is given to a random-effects model, finite and not negative",
            ),
            where="pool",
            found=f"tau2={tau2!r}, method={chosen.method.name!r}",
            do=Text(zh="请更正 tau2 或 method", en="Correct tau2 or method"),
        )
    return float(tau2)


def _weights(
    chosen: Plan, effects: Effects, studies: Complete, weights: ArrayLike | None
) -> Vector:
    needs = chosen.method.code in {code.GENQ, code.GENQM} or chosen.interval.code == at.CI_GENQ
    if weights is None:
        if not needs:
            return _NO_WEIGHTS
        raise MethodError(
            what=Text(zh="广义 Q 统计量需要权重", en="A generalised Q statistic needs weights"),
            where="pool",
            found=f"method={chosen.method.name!r}, tau2_ci={chosen.interval.name!r}",
            do=Text(zh="请传入 weights", en="Pass weights"),
        )
    if chosen.test.code > at.TEST_T:
        raise MethodError(
            what=Text(
                zh=f"自定权重不能与 {chosen.test.name} 检验同用",
                en=f"Weights of one's own do not go with the test {chosen.test.name}",
            ),
            where="pool",
            found=f"test={chosen.test.name!r}",
            do=Text(zh="请用 test='z' 或 't'", en="Use test='z' or 't'"),
        )
    a = np.array(weights, dtype=np.float64)
    if a.shape != effects.yi.shape:
        raise InputError(
            what=Text(zh="每项研究须有一个权重", en="There is one weight for each study"),
            where="weights",
            found=f"{a.shape} for {effects.yi.shape}",
            do=Text(zh="请更正权重的个数", en="Correct the number of weights"),
        )
    a = a if studies.rows is None else np.ascontiguousarray(a[studies.rows])
    if not (np.isfinite(a).all() and (a >= 0.0).all() and np.count_nonzero(a) > min(1, a.size - 1)):
        raise InputError(
            what=Text(
                zh="权重须为非负有限数，且至少两个为正",
                en="Weights are finite and not negative, two or more of them positive",
            ),
            where="weights",
            found=f"{a.min():g} to {a.max():g}",
            do=Text(zh="请更正权重", en="Correct the weights"),
        )
    return a
