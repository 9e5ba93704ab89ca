"""bayes_pool: pool effects in the normal-normal hierarchical model, with priors."""

import math
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text, counted
from trephine.evidence.bayes.mixture import Mixture, Summary
from trephine.evidence.bayes.normal_model import NormalModel
from trephine.evidence.bayes.prior import MuPrior, TauPrior
from trephine.evidence.bayes.quadrature import converge
from trephine.evidence.bayes.tau_posterior import TauPosterior
from trephine.evidence.complete import untold
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.natural_scale import natural_scale

_METHODS = ("rover-2020",)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BayesPooled:
    """Posterior of the mean effect mu, of tau, of a new study's effect and of every study's own.

    Scale and ``level`` (percent) as in Estimate. ``theta`` holds the shrunken effects in the order
    of ``labels``. ``log_marginal_likelihood`` is NaN unless both priors are proper. Bayes factors
    are in favour of the restriction: ``bf_tau0`` for tau = 0 (NaN unless tau's prior is proper),
    ``bf_mu0`` for mu = 0 (NaN unless both are). The distributions themselves are at hand:
    ``mu_distribution`` and ``predictive_distribution`` (mixtures of normals), ``tau_distribution``.
    """

    measure: str
    level: float
    k: int
    labels: tuple[str, ...]
    tau_prior: Text
    mu_prior: MuPrior
    mu: Summary
    tau: Summary
    tau_mode: float
    predictive: Summary
    theta: tuple[Summary, ...]
    log_marginal_likelihood: float
    bf_tau0: float
    bf_mu0: float
    mu_distribution: Mixture
    predictive_distribution: Mixture
    tau_distribution: TauPosterior
    estimate: Estimate
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def bayes_pool(
    effects: Effects, *, tau_prior: TauPrior, mu_prior: MuPrior | None = None, level: float = 95.0
) -> BayesPooled:
    """Pool effects with a prior of tau and a normal or flat prior of mu, by quadrature.

    mu given tau is normal, so its posterior is a mixture over tau, integrated by a
    double-exponential rule that is halved until nothing changes: there is no sampling and no seed;
    figures are good to 1e-10 (tests/oracle). ``estimate`` puts median and central intervals, which
    transform with the scale, into the form of the other methods; tau2 is the square of tau's
    median. It does not model counts (see ``bayes_binomial``) or moderators. Raises MethodError for
    an improper prior of tau with too few studies (three with a flat prior of mu, two with a proper
    one), whose posterior would be improper. Roever 2020, J Stat Softw.
    """
    if not 0.0 < level < 100.0:
        raise InputError(
            what=Text(zh="置信水平应为百分数", en="The level is a percentage between 0 and 100"),
            where="level",
            found=repr(level),
            do=Text(zh="例如 95", en="Use 95, say"),
        )
    mu_prior = mu_prior or MuPrior()
    keep = np.isfinite(effects.yi) & np.isfinite(effects.vi) & (effects.vi > 0.0)
    labels = tuple(label for label, one in zip(effects.labels, keep, strict=True) if one)
    y, v = effects.yi[keep], effects.vi[keep]
    k = len(y)
    tail = _check(k, tau_prior, mu_prior)
    model = NormalModel(y, v, mu_prior)
    scale = math.sqrt(float(np.median(v)) + float(np.var(y)))

    def log_posterior(tau: Vector) -> Vector:
        out: Vector = tau_prior.log_density(tau) + model.given(tau).log_likelihood
        return out

    rule = converge(log_posterior, tau_prior.upper, scale)
    tau_posterior = TauPosterior(log_density=log_posterior, rule=rule, tail=tail)
    m, V, _ = model.given(rule.x)
    finite = tail > 3.0
    mu = Mixture(p=rule.p, m=m, s=np.sqrt(V))
    predictive = Mixture(p=rule.p, m=m, s=np.sqrt(V + rule.x**2))
    theta = tuple(
        _shrunken(float(a), float(b), rule.x, m, V, rule.p).summary(level)
        for a, b in zip(y, v, strict=True)
    )
    mu_summary = mu.summary(level, finite=finite or math.isfinite(mu_prior.sd))
    tau_summary = tau_posterior.summary(level)
    predictive_summary = predictive.summary(level, finite=finite)
    proper = tau_prior.proper and math.isfinite(mu_prior.sd)
    bf_tau0, bf_mu0 = _bayes_factors(model, tau_prior, rule.log_total, scale, proper=proper)
    methods = (*_METHODS, *tau_prior.methods)
    cautions = _cautions(effects, keep, k)
    return BayesPooled(
        measure=effects.measure,
        level=level,
        k=k,
        labels=labels,
        tau_prior=tau_prior.name,
        mu_prior=mu_prior,
        mu=mu_summary,
        tau=tau_summary,
        tau_mode=tau_posterior.mode(),
        predictive=predictive_summary,
        theta=theta,
        log_marginal_likelihood=rule.log_total if proper else math.nan,
        bf_tau0=bf_tau0,
        bf_mu0=bf_mu0,
        mu_distribution=mu,
        predictive_distribution=predictive,
        tau_distribution=tau_posterior,
        estimate=_estimate(
            effects, k, level, mu_summary, tau_summary, predictive_summary, cautions, methods
        ),
        cautions=cautions,
        methods=methods,
    )


def _check(k: int, tau_prior: TauPrior, mu_prior: MuPrior) -> float:
    """Return the power with which tau's posterior falls at infinity; refuse an improper one."""
    needs = 1 if tau_prior.proper else (3 if math.isinf(mu_prior.sd) else 2)
    if not mu_prior.sd > 0.0:
        raise InputError(
            what=Text(zh="先验的参数必须为正数", en="A prior's parameter must be positive"),
            where="mu_prior.sd",
            found=repr(mu_prior.sd),
            do=Text(zh="请检查", en="Check it"),
        )
    if k < needs:
        raise MethodError(
            what=Text(
                zh="研究太少，后验分布不存在", en="With so few studies there is no posterior"
            ),
            where="bayes_pool",
            found=f"{counted(k, 'study', 'studies')}, {tau_prior.name.en}",
            do=Text(zh="使用正常（可积）的 tau 先验", en="Use a proper prior of tau"),
        )
    if math.isfinite(tau_prior.upper):
        return math.inf
    return tau_prior.tail + k - (1.0 if math.isinf(mu_prior.sd) else 0.0)


def _shrunken(y: float, v: float, tau: Vector, m: Vector, V: Vector, p: Vector) -> Mixture:
    """Posterior of one study's effect: normal given tau, its mean between y and mu's."""
    share = v / (v + tau**2)
    return Mixture(p=p, m=y + share * (m - y), s=np.sqrt(v * (1.0 - share) + share**2 * V))


def _bayes_factors(
    model: NormalModel, tau_prior: TauPrior, log_total: float, scale: float, *, proper: bool
) -> tuple[float, float]:
    if not tau_prior.proper:
        return math.nan, math.nan
    at_zero = float(model.given(np.zeros(1)).log_likelihood[0])
    if not proper:
        return math.exp(at_zero - log_total), math.nan

    def no_effect(tau: Vector) -> Vector:
        out: Vector = tau_prior.log_density(tau) + model.at_mean(tau, 0.0)
        return out

    null = converge(no_effect, tau_prior.upper, scale).log_total
    return math.exp(at_zero - log_total), math.exp(null - log_total)


def _cautions(effects: Effects, keep: np.ndarray, k: int) -> tuple[Caution, ...]:
    out = list(effects.cautions)
    if k <= 3:
        text = Text(
            zh=f"仅有 {k} 项研究，tau 的后验主要由先验决定；应报告对先验的敏感性。",
            en=f"With {counted(k, 'study', 'studies')} the posterior of tau is mostly its prior:"
            " report how results change with it.",
        )
        out.append(Caution(kind="prior-dominates", text=text))
    gone = tuple(label for label, one in zip(effects.labels, keep, strict=True) if not one)
    gone = untold(effects, gone)
    if gone:
        text = Text(
            zh="以下研究没有效应量，不参与合并。", en="Studies without an effect are not pooled."
        )
        out.append(Caution(kind="no-effect", text=text, studies=gone))
    return tuple(out)


def _estimate(
    effects: Effects,
    k: int,
    level: float,
    mu: Summary,
    tau: Summary,
    predictive: Summary,
    cautions: tuple[Caution, ...],
    methods: tuple[str, ...],
) -> Estimate:
    lb, ub = mu.central
    pi_lb, pi_ub = predictive.central
    return Estimate(
        measure=effects.measure,
        model="bayes-normal",
        method="BAYES",
        test="",
        level=level,
        k=k,
        estimate=mu.median,
        se=mu.sd,
        stat=math.nan,
        pval=math.nan,
        ci_lb=lb,
        ci_ub=ub,
        pi_lb=pi_lb,
        pi_ub=pi_ub,
        pi_method="predictive",
        tau2=tau.median**2,
        tau2_lb=tau.central[0] ** 2,
        tau2_ub=tau.central[1] ** 2,
        tau2_ci_method="central",
        back=natural_scale(
            effects, estimate=mu.median, se=mu.sd, ci_lb=lb, ci_ub=ub, pi_lb=pi_lb, pi_ub=pi_ub
        ),
        cautions=cautions,
        methods=methods,
    )
