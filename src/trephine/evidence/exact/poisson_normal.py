"""poisson_normal: pool event rates by the exact likelihood of the counts."""

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact.answer import answer
from trephine.evidence.exact.one_arm import poisson_problem


def poisson_normal(
    effects: Effects,
    *,
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    ci: str = "wald",
    tau2_ci: str = "PL",
    nodes: int | None = None,
) -> Estimate:
    """Pool rates by a Poisson model of xi events in person-time ti, normal on the log scale.

    Options and figures as in ``binomial_normal``; ``extras`` marginal_mean is the mean rate over
    studies. It does not model overdispersion within studies. No events anywhere gives minus
    infinity with a one-sided profile interval. Raises MethodError without counts.
    Stijnen, Hamza and Ozdemir 2010, Stat Med.
    """
    return answer(
        poisson_problem(effects),
        method=method,
        test=test,
        level=level,
        ci=ci,
        tau2_ci=tau2_ci,
        nodes=nodes,
    )
