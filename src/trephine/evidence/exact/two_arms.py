"""two_arms: pool odds ratios or rate ratios by the exact likelihood of the counts."""

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.exact.answer import answer
from trephine.evidence.exact.two_arm import two_arm_problem


def two_arms(
    effects: Effects,
    *,
    measure: str = "OR",
    model: str = "UM.FS",
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    ci: str = "wald",
    tau2_ci: str = "PL",
    nodes: int | None = None,
    drop00: bool | None = None,
) -> Estimate:
    """Pool two-arm counts: ai of n1i and ci of n2i (OR), or x1i in t1i and x2i in t2i (IRR).

    model UM.FS: unconditional, one fixed intercept a study, the random effect split between the
    arms (+1/2, -1/2). UM.RS: the same with normal random intercepts (``extras`` sigma2, their
    variance), integrated in two dimensions, not by Laplace. CM.EL: conditional on each study's
    events, exact (noncentral hypergeometric for OR, binomial for IRR). CM.AL: its binomial
    approximation for rare events (OR only). Other options and figures as in ``binomial_normal``.

    Studies without events, or with nothing but events, in both arms are dropped with a caution: in
    these models they say nothing on the effect. UM.RS keeps them unless ``drop00`` is True; they
    inform on the risk there. One empty arm needs no correction. It does not do risk ratios or risk
    differences. Raises MethodError where no study informs on the effect.
    Stijnen, Hamza and Ozdemir 2010, Stat Med; Jackson and others 2018, Stat Med.
    """
    return answer(
        two_arm_problem(effects, measure=measure, model=model, drop00=drop00),
        method=method,
        test=test,
        level=level,
        ci=ci,
        tau2_ci=tau2_ci,
        nodes=nodes,
    )
