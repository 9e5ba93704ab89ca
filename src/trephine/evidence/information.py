"""information: the information criteria of a pooled estimate."""

import math
from dataclasses import dataclass

from trephine.core.estimate import Estimate

_COMMON = {"EE", "FE", "CE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """AIC, BIC and AICc by the likelihood and, ``_restricted``, by the restricted one.

    ``parameters`` counts the mean and, where it was estimated, tau2.
    """

    parameters: int
    AIC: float
    BIC: float
    AICc: float
    AIC_restricted: float
    BIC_restricted: float
    AICc_restricted: float


def information(estimate: Estimate) -> Information:
    """Return the information criteria at the estimate's own tau2.

    The likelihood is at its maximum for ML only, the restricted one for REML only: with another
    estimator of tau2 the criteria are those of that fit, not of the best. Restricted criteria
    compare tau2 models, not means. With k studies and p parameters, AICc is -2 logL + 2 p n /
    (n - p - 1), n = max(k, p + 2). Hurvich and Tsai 1989, Biometrika 76:297-307.
    """
    common = estimate.method in _COMMON or "tau2_given" in estimate.extras
    p = 1 if common else 2
    k = estimate.k
    ml = _criteria(estimate.log_likelihood, p, k)
    reml = _criteria(estimate.log_likelihood_restricted, p, k - 1)
    return Information(
        parameters=p,
        AIC=ml[0],
        BIC=ml[1],
        AICc=ml[2],
        AIC_restricted=reml[0],
        BIC_restricted=reml[1],
        AICc_restricted=reml[2],
    )


def _criteria(log_likelihood: float, p: int, k: int) -> tuple[float, float, float]:
    twice = -2.0 * log_likelihood
    n = max(k, p + 2)
    bic = twice + p * math.log(k) if k > 0 else math.nan
    return twice + 2.0 * p, bic, twice + 2.0 * p * n / (n - p - 1)
