"""binomial_normal: pool proportions by the exact likelihood of the counts."""

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact.answer import answer
from trephine.evidence.exact.one_arm import binomial_problem


def binomial_normal(
    effects: Effects,
    *,
    link: str = "logit",
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    ci: str = "wald",
    tau2_ci: str = "PL",
    nodes: int | None = None,
) -> Estimate:
    """Pool proportions by a logistic model with a normal random effect on the link scale.

    ``effects`` are of any one-arm measure computed from xi and ni: only the counts are used, so no
    correction is needed for studies without events or with nothing but events. method ML is the
    random-effects model, EE (FE, CE) the common-effect one; link logit, probit or cloglog; test z,
    or t with k - 1 degrees of freedom; ci wald or profile; tau2_ci PL (profile likelihood) or none.

    The likelihood is integrated until twice the nodes change it by less than 1e-11 of itself;
    ``nodes`` (1: Laplace, 7: rma.glmm's default) gives the approximation of other packages
    instead, without profile intervals, for comparison.
    Q is the likelihood ratio test against one proportion a study, ``extras`` hold Q_wald, Qp_wald,
    LRT_tau0 (against tau2 = 0), marginal_mean (the mean proportion over studies; ``back`` holds
    that of the median study), log_likelihood_kernel (without binomial coefficients, which
    ``log_likelihood`` has), log_likelihood_saturated and the number of nodes. The prediction
    interval is estimate +- crit sqrt(se^2 + tau2), as rma.glmm's.

    No events anywhere, events only, one study, one patient a study, studies all or nothing: each
    gives a documented state with a caution and NaN for what does not exist. It does not handle
    moderators (see ``exact_regress``). Raises MethodError without counts.
    Hamza, van Houwelingen and Stijnen 2008, J Clin Epidemiol; Stijnen and others 2010, Stat Med.
    """
    return answer(
        binomial_problem(effects, link=link),
        method=method,
        test=test,
        level=level,
        ci=ci,
        tau2_ci=tau2_ci,
        nodes=nodes,
    )
