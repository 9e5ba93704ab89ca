"""Log-likelihood of one arm in its linear predictor, with two derivatives: scalar kernels.

``y`` events of ``n`` people, or in person-time ``n``; ``theta`` the linear predictor. Constants of
the data alone are left out. Each function gives value, first and second derivative; all are concave
in ``theta``.
"""

import math

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.special import norm_logcdf, norm_logpdf

BINOMIAL_LOGIT = 0
POISSON_LOG = 1
BINOMIAL_PROBIT = 2
BINOMIAL_CLOGLOG = 3
HYPERGEOMETRIC = 4
TWO_ARMS_BINOMIAL = 5
TWO_ARMS_POISSON = 6
_OVERFLOW = 700.0  # exp(709.8) is the largest finite float64


@jit
def binomial_logit(theta: float, y: float, n: float) -> tuple[float, float, float]:
    """Binomial in the logit."""
    if theta >= 0.0:
        e = math.exp(-theta)
        q = 1.0 / (1.0 + e)
        soft = math.log1p(e)
        return -y * soft - (n - y) * (theta + soft), y - n * q, -n * e * q * q
    e = math.exp(theta)
    q = 1.0 / (1.0 + e)
    soft = math.log1p(e)
    return y * (theta - soft) - (n - y) * soft, y - n * e * q, -n * e * q * q


@jit
def poisson_log(theta: float, y: float, t: float) -> tuple[float, float, float]:
    """Poisson in the log rate, t the person-time."""
    mean = t * math.exp(min(theta, _OVERFLOW))
    return y * theta - mean, y - mean, -mean


@jit
def binomial_cloglog(theta: float, y: float, n: float) -> tuple[float, float, float]:
    """Binomial in log(-log(1 - p))."""
    hazard = math.exp(min(max(theta, -_OVERFLOW), 6.5))  # p = 1 to the last digit from 3.62 on
    grow = math.expm1(hazard)
    ratio = hazard / grow
    first = y * ratio - (n - y) * hazard
    second = first - y * ratio * ratio * (1.0 + grow)
    return y * math.log(-math.expm1(-hazard)) - (n - y) * hazard, first, second


@jit
def binomial_probit(theta: float, y: float, n: float) -> tuple[float, float, float]:
    """Binomial in the normal quantile of p."""
    lower = norm_logcdf(theta)
    upper = norm_logcdf(-theta)
    density = norm_logpdf(theta)
    up = math.exp(min(density - lower, _OVERFLOW))
    down = math.exp(min(density - upper, _OVERFLOW))
    return (
        y * lower + (n - y) * upper,
        y * up - (n - y) * down,
        -y * up * (theta + up) - (n - y) * down * (down - theta),
    )


@jit
def arm(family: int, theta: float, y: float, n: float) -> tuple[float, float, float]:
    """One arm's terms by family."""
    if family == BINOMIAL_LOGIT:
        return binomial_logit(theta, y, n)
    if family == POISSON_LOG:
        return poisson_log(theta, y, n)
    if family == BINOMIAL_CLOGLOG:
        return binomial_cloglog(theta, y, n)
    return binomial_probit(theta, y, n)
