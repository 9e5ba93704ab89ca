"""bayes_binomial: pool proportions by the exact likelihood of the counts, with priors."""

import math
from dataclasses import dataclass
from types import MappingProxyType

from scipy.special import expit as _expit

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.bayes.mixture import Summary
from trephine.evidence.bayes.plane import Plane
from trephine.evidence.bayes.prior import MuPrior, TauPrior
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact.one_arm import binomial_problem

_METHODS = ("rover-2020", "hamza-vanhouwelingen-2008")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BayesBinomial:
    """Posterior of the binomial-normal model, on the logit scale.

    mu is the logit of the median study's proportion, ``predictive`` that of a new study. Bayes
    factor and marginal likelihood (binomial coefficients included) as in BayesPooled.
    """

    level: float
    k: int
    labels: tuple[str, ...]
    tau_prior: Text
    mu_prior: MuPrior
    mu: Summary
    tau: Summary
    predictive: Summary
    log_marginal_likelihood: float
    bf_tau0: float
    estimate: Estimate
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def bayes_binomial(
    effects: Effects, *, tau_prior: TauPrior, mu_prior: MuPrior | None = None, level: float = 95.0
) -> BayesBinomial:
    """Pool xi events of ni people: binomial counts, normal logits, priors of tau and mu.

    The posterior is integrated in two dimensions, over tau by a double-exponential rule and over mu
    given tau by the trapezoidal rule, each study's likelihood by its own: no sampling, no seed, and
    no correction for studies without events. ``mu_prior`` must be proper: the default is normal
    with mean 0 and sd 2.5, wide on the logit scale (95 % of it between 0.7 % and 99.3 %). Figures
    are good to about 1e-8. It does not give single studies' shrunken proportions. Raises
    MethodError without counts, InputError for an improper prior. Roever 2020, J Stat Softw; Hamza
    and others 2008, J Clin Epidemiol.
    """
    mu_prior = mu_prior or MuPrior(mean=0.0, sd=2.5)
    if not (tau_prior.proper and 0.0 < mu_prior.sd < math.inf and 0.0 < level < 100.0):
        raise InputError(
            what=Text(
                zh="精确似然的贝叶斯模型需要正常（可积）的先验，level 应为百分数",
                en="The Bayesian model of counts needs proper priors, and level is a percentage",
            ),
            where="tau_prior, mu_prior, level",
            found=f"{tau_prior.name.en}, sd {mu_prior.sd!r}, {level!r}",
            do=Text(
                zh="例如 half_normal(1)、MuPrior(mean=0, sd=2.5)",
                en="Use half_normal(1) and MuPrior(mean=0, sd=2.5), say",
            ),
        )
    problem = binomial_problem(effects)
    plane = Plane(problem, tau_prior, mu_prior)
    mu, tau, predictive = (
        plane.mu_summary(level),
        plane.tau_summary(level),
        plane.predictive_summary(level),
    )
    lb, ub = mu.central
    pi_lb, pi_ub = predictive.central
    values = [float(_expit(x)) for x in (mu.median, lb, ub, pi_lb, pi_ub)]
    methods = (*_METHODS, *tau_prior.methods)
    estimate = Estimate(
        measure="PLO",
        model="bayes-binomial-normal",
        method="BAYES",
        test="",
        level=level,
        k=problem.k,
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
        back=MappingProxyType(
            {
                "natural": Back(
                    estimate=values[0],
                    ci_lb=values[1],
                    ci_ub=values[2],
                    pi_lb=values[3],
                    pi_ub=values[4],
                )
            }
        ),
        cautions=problem.cautions,
        methods=methods,
    )
    return BayesBinomial(
        level=level,
        k=problem.k,
        labels=problem.labels,
        tau_prior=tau_prior.name,
        mu_prior=mu_prior,
        mu=mu,
        tau=tau,
        predictive=predictive,
        log_marginal_likelihood=plane.log_total + problem.constant,
        bf_tau0=math.exp(plane.log_at_zero() - plane.log_total),
        estimate=estimate,
        cautions=problem.cautions,
        methods=methods,
    )
