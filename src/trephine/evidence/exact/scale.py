"""scale: figures of an exact-likelihood model on the natural scale."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from trephine.core.estimate import Back
from trephine.evidence.exact.problem import Problem
from trephine.evidence.kernel.likelihood import (
    BINOMIAL_CLOGLOG,
    BINOMIAL_LOGIT,
    BINOMIAL_PROBIT,
)
from trephine.evidence.kernel.special import expit, norm_cdf

_FARTHEST = 700.0


def to_natural(problem: Problem, x: float) -> float:
    """Return a proportion, a rate or a ratio for a value on the link scale."""
    if math.isnan(x):
        return x
    if problem.model != "binomial-normal":
        return math.exp(x) if x < _FARTHEST else math.inf
    if problem.family == BINOMIAL_LOGIT:
        return float(expit(x)) if math.isfinite(x) else float(x > 0)
    if problem.family == BINOMIAL_PROBIT:
        return float(norm_cdf(x)) if math.isfinite(x) else float(x > 0)
    return -math.expm1(-math.exp(min(x, _FARTHEST)))


def natural(
    problem: Problem, estimate: float, ci_lb: float, ci_ub: float, pi_lb: float, pi_ub: float
) -> Mapping[str, Back]:
    """Return the natural scale under ``natural``."""
    values = [to_natural(problem, x) for x in (estimate, ci_lb, ci_ub, pi_lb, pi_ub)]
    estimate, ci_lb, ci_ub, pi_lb, pi_ub = values
    back = Back(estimate=estimate, ci_lb=ci_lb, ci_ub=ci_ub, pi_lb=pi_lb, pi_ub=pi_ub)
    return MappingProxyType({"natural": back})


def marginal_mean(problem: Problem, b: float, tau2: float) -> float:
    """Return the mean over studies of the natural-scale effect, of which ``back`` is the median.

    For a rate exp(b + tau2 / 2); for a proportion by the trapezoidal rule on [-9, 9], whose step
    is at most half a unit and 0.56 / tau: with poles pi / tau away the error is below 1e-14.
    """
    tau = math.sqrt(tau2)
    if problem.family not in {BINOMIAL_LOGIT, BINOMIAL_PROBIT, BINOMIAL_CLOGLOG}:
        return math.exp(b + 0.5 * tau2)
    if problem.family == BINOMIAL_PROBIT:
        return float(norm_cdf(b / math.sqrt(1.0 + tau2)))
    steps = max(36, 32 * math.ceil(tau))
    width = 18.0 / steps
    nodes = [-9.0 + width * j for j in range(steps + 1)]
    total = math.fsum(math.exp(-0.5 * z * z) * to_natural(problem, b + tau * z) for z in nodes)
    return total * width / math.sqrt(2.0 * math.pi)
