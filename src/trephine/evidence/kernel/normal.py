"""Normal distribution, logistic function: scalars, accurate far into the tails."""

import math

from trephine.evidence.kernel.mode import jit

_SQRT1_2_HI = 0.70710678118654757  # 1/sqrt(2) rounded to double
_SQRT1_2_LO = -4.833646656726457e-17  # what the rounding left out
_LOG_SQRT_2PI = 0.91893853320467274178
_SPLITTER = 134217729.0  # 2**27 + 1, Dekker's product


@jit
def norm_logpdf(x: float) -> float:
    """Log density of the standard normal distribution."""
    return -0.5 * x * x - _LOG_SQRT_2PI


@jit
def norm_pdf(x: float) -> float:
    """Density of the standard normal distribution."""
    return math.exp(-0.5 * x * x - _LOG_SQRT_2PI)


@jit
def norm_sf(x: float) -> float:
    """Upper tail of the standard normal distribution, relative error below 1e-14 down to 1e-300.

    erfc(x / sqrt 2) alone loses x^2 units in the last place to the rounding of its argument; the
    rounding is computed exactly (Dekker 1971) and put back through the derivative.
    """
    if x > 39.0:
        return 0.0
    if x < -39.0:
        return 1.0
    z = x * _SQRT1_2_HI
    tail = 0.5 * math.erfc(z)
    if x < 1.0:
        return tail
    c = _SPLITTER * x
    xh = c - (c - x)
    xl = x - xh
    c = _SPLITTER * _SQRT1_2_HI
    sh = c - (c - _SQRT1_2_HI)
    sl = _SQRT1_2_HI - sh
    rest = ((xh * sh - z) + xh * sl + xl * sh) + xl * sl + x * _SQRT1_2_LO
    # d log erfc(z)/dz = -2 exp(-z^2) / (sqrt(pi) erfc(z)), Mills' ratio: about -(x + 1/x) sqrt 2
    slope = math.exp(-0.5 * x * x - _LOG_SQRT_2PI) / tail if x < 30.0 else x + 1.0 / x
    return tail * (1.0 - rest * slope / _SQRT1_2_HI)


@jit
def norm_cdf(x: float) -> float:
    """Lower tail of the standard normal distribution."""
    return norm_sf(-x)


@jit
def norm_logsf(x: float) -> float:
    """Log upper tail of the standard normal distribution; finite where the tail underflows."""
    if x < -1.0:
        return math.log1p(-norm_sf(-x))
    if x < 10.0:
        return math.log(norm_sf(x))
    # Laplace's continued fraction of Mills' ratio, 40 terms suffice from x = 10 on.
    rest = 0.0
    for j in range(40, 0, -1):
        rest = j / (x + rest)
    return norm_logpdf(x) - math.log(x + rest)


@jit
def norm_logcdf(x: float) -> float:
    """Log lower tail of the standard normal distribution; finite where the tail underflows."""
    return norm_logsf(-x)


@jit
def _upper_quantile(q: float) -> float:
    """Point with upper tail q, 0 < q <= 0.5: Newton on the log tail, which is concave."""
    if q > 0.25:
        # Near the median the distance from it is solved for: cdf - 1/2 = erf(x / sqrt 2) / 2.
        c = 0.5 - q
        x = c * 2.5066282746310002
        for _ in range(20):
            step = (0.5 * math.erf(x * _SQRT1_2_HI) - c) / norm_pdf(x)
            x -= step
            if abs(step) <= 4e-16 * abs(x):
                break
        return x
    target = math.log(q)
    x = math.sqrt(-2.0 * target)
    for _ in range(30):
        log_tail = norm_logsf(x)
        hazard = math.exp(norm_logpdf(x) - log_tail)
        step = (target - log_tail) / hazard
        x -= step
        if abs(step) <= 4e-16 * x:
            break
    return x


@jit
def norm_isf(q: float) -> float:
    """Point with upper tail q."""
    if not 0.0 <= q <= 1.0:
        return math.nan
    if q == 0.0:
        return math.inf
    if q == 1.0:
        return -math.inf
    return _upper_quantile(q) if q <= 0.5 else -_upper_quantile(1.0 - q)


@jit
def norm_ppf(p: float) -> float:
    """Point with lower tail p."""
    return -norm_isf(p)


@jit
def expit(x: float) -> float:
    """Logistic function, without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x)) if x < 745.0 else 1.0
    if x < -745.0:
        return 0.0
    e = math.exp(x)
    return e / (1.0 + e)


@jit
def logit(p: float) -> float:
    """Log odds; infinite at 0 and 1."""
    if p <= 0.0:
        return -math.inf if p == 0.0 else math.nan
    if p >= 1.0:
        return math.inf if p == 1.0 else math.nan
    return math.log(p) - math.log1p(-p)


@jit
def log1pexp(x: float) -> float:
    """log(1 + exp(x)), without overflow or cancellation."""
    if x > 37.0:
        return x
    if x < -745.0:
        return 0.0
    return math.log1p(math.exp(x)) if x <= 0.0 else x + math.log1p(math.exp(-x))
