"""Gamma function, incomplete gamma function, chi-squared distribution: scalars.

Prefactors are written through Loader's (2000) saddle-point deviance, so large parameters cost no
digits: x^a exp(-x) / Gamma(a) = sqrt(a / 2 pi) exp(-stirling(a) - deviance(a, x)).
"""

import math

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.normal import norm_isf

_LOG_SQRT_2PI = 0.91893853320467274178
_EPS = 1.1e-16
_TINY = 1e-300


@jit
def gammaln(x: float) -> float:
    """Log of the gamma function, x > 0; infinite at 0."""
    if x <= 0.0:
        return math.inf if x == 0.0 else math.nan
    if math.isinf(x):
        return math.inf
    return math.lgamma(x)


@jit
def stirling(z: float) -> float:
    """Return what Stirling's formula leaves out: lnGamma(z) - (z - 1/2) ln z + z - ln(2 pi)/2."""
    if z < 16.0:
        return math.lgamma(z) - (z - 0.5) * math.log(z) + z - _LOG_SQRT_2PI
    w = 1.0 / (z * z)
    series = 1.0 / 1188.0 - w * (691.0 / 360360.0)
    series = 1.0 / 1680.0 - w * series
    series = 1.0 / 1260.0 - w * series
    series = 1.0 / 360.0 - w * series
    return (1.0 / 12.0 - w * series) / z


@jit
def deviance(x: float, m: float) -> float:
    """Return x ln(x/m) + m - x, without cancellation near x = m; x >= 0, m > 0."""
    if x == 0.0:
        return m
    d = x - m
    if abs(d) >= 0.1 * (x + m):
        return x * math.log(x / m) - d
    v = d / (x + m)
    total = d * v
    term = 2.0 * x * v
    v2 = v * v
    j = 1.0
    for _ in range(60):
        term *= v2
        j += 2.0
        new = total + term / j
        if new == total:
            break
        total = new
    return total


@jit
def _gamma_prefix(a: float, x: float) -> float:
    """x^a exp(-x) / Gamma(a)."""
    if a < 1.0:
        return a * math.exp(a * math.log(x) - x - math.lgamma(a + 1.0))
    exponent = -stirling(a) - deviance(a, x)
    return math.sqrt(a) * math.exp(exponent - _LOG_SQRT_2PI)


@jit
def _gamma_lower_series(a: float, x: float) -> float:
    """Sum of x^n / ((a+1) ... (a+n)), so that P = prefix / a times it."""
    total = 1.0
    term = 1.0
    n = a
    for _ in range(100_000_000):
        n += 1.0
        term *= x / n
        total += term
        if term <= _EPS * total * (1.0 - x / n):
            break
    return total


@jit
def _gamma_upper_fraction(a: float, x: float) -> float:
    """Legendre's continued fraction, so that Q = prefix times it; x > a."""
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b
    h = d
    for i in range(1, 100_000_000):
        an = -i * (i - a)
        b += 2.0
        d = an * d + b
        if d == 0.0:
            d = _TINY
        c = b + an / c
        if c == 0.0:
            c = _TINY
        d = 1.0 / d
        step = d * c
        h *= step
        if abs(step - 1.0) <= 2e-16:
            break
    return h


@jit
def _gamma_p_small_a_upper(a: float, x: float) -> float:
    """Q(a, x) for a < 1 and x < 2, where 1 - P would cancel.

    Q = (1 - x^a / Gamma(a + 1)) - x^a / Gamma(a + 1) * sum_{n>=1} (-x)^n a / (n! (a + n)).
    """
    log_lead = a * math.log(x) - math.lgamma(a + 1.0)
    total = 0.0
    power = 1.0
    for n in range(1, 80):
        power *= -x / n
        term = power * a / (a + n)
        total += term
        if abs(term) <= 1e-18 * abs(total):
            break
    return -math.expm1(log_lead) - math.exp(log_lead) * total


@jit
def gammainc(a: float, x: float) -> float:
    """Regularised lower incomplete gamma function P(a, x); a > 0, x >= 0."""
    if not (a > 0.0 and x >= 0.0):
        return math.nan
    if x == 0.0:
        return 0.0
    if math.isinf(x):
        return 1.0
    if x < a or (a < 1.0 and x < 1.1):
        return _gamma_prefix(a, x) / a * _gamma_lower_series(a, x)
    return 1.0 - gammaincc(a, x)


@jit
def gammaincc(a: float, x: float) -> float:
    """Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x)."""
    if not (a > 0.0 and x >= 0.0):
        return math.nan
    if x == 0.0:
        return 1.0
    if math.isinf(x):
        return 0.0
    if a < 1.0 and x < 1.1:
        return _gamma_p_small_a_upper(a, x)
    if x < a:
        return 1.0 - _gamma_prefix(a, x) / a * _gamma_lower_series(a, x)
    if x < a + 1.0:  # the fraction starts at x + 1 - a: the series is as good here
        p = _gamma_prefix(a, x) / a * _gamma_lower_series(a, x)
        return 1.0 - p
    return _gamma_prefix(a, x) * _gamma_upper_fraction(a, x)


@jit
def chi2_cdf(x: float, df: float) -> float:
    """Lower tail of the chi-squared distribution; NaN unless df > 0."""
    return gammainc(0.5 * df, 0.5 * x) if x > 0.0 else 0.0 * x


@jit
def chi2_sf(x: float, df: float) -> float:
    """Upper tail of the chi-squared distribution; NaN unless df > 0."""
    return gammaincc(0.5 * df, 0.5 * x) if x > 0.0 else 1.0 + 0.0 * x


@jit
def _gamma_quantile(a: float, p: float, q: float) -> float:
    """Find x with P(a, x) = p and Q(a, x) = q = 1 - p, by Newton in log x on the smaller log tail.

    The density of log x is log-concave, hence both log tails are concave: Newton converges from
    anywhere. Start: Wilson and Hilferty (1931), for small p the leading term of P.
    """
    z = norm_isf(q) if q < p else -norm_isf(p)
    root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * math.sqrt(a))
    leading = (math.log(p) + math.lgamma(a + 1.0)) / a
    if root <= 0.0 or leading < math.log(a) - 3.0 or a < 0.3:
        u = min(leading, math.log(a + 1.0 - math.log(q) * 2.0))
    else:
        u = math.log(a) + 3.0 * math.log(root)
    if u < -700.0:
        return math.exp(u) if u > -745.0 else 0.0
    for _ in range(100):
        x = math.exp(u)
        density = _gamma_prefix(a, x)  # density of u
        if p <= q:
            tail = gammainc(a, x)
            step = (math.log(tail) - math.log(p)) * tail / density
        else:
            tail = gammaincc(a, x)
            step = 0.5 if tail == 0.0 else (math.log(q) - math.log(tail)) * tail / density
        step = min(max(step, -5.0), 5.0)
        u -= step
        if abs(step) <= 3e-16 * max(1.0, abs(u)):
            break
    return math.exp(u)


@jit
def chi2_ppf(p: float, df: float) -> float:
    """Point with lower tail p of the chi-squared distribution."""
    if not (0.0 <= p <= 1.0 and df > 0.0):
        return math.nan
    if p == 0.0:
        return 0.0
    if p == 1.0:
        return math.inf
    return 2.0 * _gamma_quantile(0.5 * df, p, 1.0 - p)


@jit
def chi2_isf(q: float, df: float) -> float:
    """Point with upper tail q of the chi-squared distribution; exact for tiny q."""
    if not (0.0 <= q <= 1.0 and df > 0.0):
        return math.nan
    if q == 0.0:
        return math.inf
    if q == 1.0:
        return 0.0
    return 2.0 * _gamma_quantile(0.5 * df, 1.0 - q, q)
