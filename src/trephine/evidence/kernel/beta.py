"""Incomplete beta function; beta, F and Student's t distributions: scalars.

The prefactor is written through Loader's (2000) saddle-point deviance, the rest is the continued
fraction of DiDonato and Morris (1992) or, for a >= 15 and b = 1/2 (Student's t), where the fraction
is slow and loses three digits, their expansion in incomplete gamma functions. A small tail is
computed as a tail, not as 1 minus the other.
"""

import math

from trephine.evidence.kernel.gamma import chi2_cdf, chi2_sf, deviance, stirling
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.normal import norm_isf, norm_logpdf, norm_sf

_LOG_SQRT_2PI = 0.91893853320467274178
_TINY = 1e-300
_HUGE_DF = 1e15  # beyond, t equals the normal in double precision


@jit
def betaln(a: float, b: float) -> float:
    """Log of the beta function; a, b > 0."""
    n = a + b
    small = min(a, b)
    if small < 10.0 and max(a, b) < 16.0:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(n)
    large = max(a, b)
    if small < 10.0:
        # lnGamma(large) - lnGamma(large + small), without their cancellation
        drop = (
            (large - 0.5) * -math.log1p(small / large)
            - small * math.log(n)
            + small
            + stirling(large)
            - stirling(n)
        )
        return math.lgamma(small) + drop
    return (
        _LOG_SQRT_2PI
        + stirling(a)
        + stirling(b)
        - stirling(n)
        - 0.5 * math.log(small)
        + small * math.log(small / n)
        - (large - 0.5) * math.log1p(small / large)
    )


@jit
def _beta_prefix(a: float, b: float, x: float, y: float) -> float:
    """x^a y^b / B(a, b), with y = 1 - x given for its digits."""
    n = a + b
    if a < 1.0 or b < 1.0 or n < 6.0:
        log_x = math.log(x) if x < 0.5 else math.log1p(-y)
        log_y = math.log(y) if y < 0.5 else math.log1p(-x)
        return math.exp(a * log_x + b * log_y - betaln(a, b))
    exponent = stirling(n) - stirling(a) - stirling(b) - deviance(a, n * x) - deviance(b, n * y)
    return math.sqrt(a / n * b) * math.exp(exponent - _LOG_SQRT_2PI)


@jit
def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    """Continued fraction with I = prefix times it; converges fast for x < a / (a + b).

    Its partial denominators use y where a form in x would cancel: with the usual fraction the t
    distribution on 1e5 degrees of freedom keeps 12 digits, with this one all of them.
    """
    excess = a - (a + b) * x if a <= b else (a + b) * y - b
    f = a / (a + 1.0) * (excess + 1.0)
    c = f
    d = 0.0
    for n in range(1, 10_000_000):
        mid = a + 2.0 * n - 1.0
        w = n * (b - n) * x
        alpha = (a + n - 1.0) / mid * ((a + b + n - 1.0) / mid) * w * x
        beta = n + w / mid + (a + n) / (mid + 2.0) * (excess + 1.0 + n * (1.0 + y))
        d = beta + alpha * d
        c = beta + alpha / c
        if d == 0.0:
            d = _TINY
        if c == 0.0:
            c = _TINY
        d = 1.0 / d
        change = c * d
        f *= change
        if abs(change - 1.0) <= 2e-16:
            break
    return 1.0 / f


@jit
def _beta_series(a: float, b: float, x: float) -> float:
    """Sum with I = prefix / a times it, all terms positive; short where (a + b) x is small."""
    total = 1.0
    term = 1.0
    n = 0.0
    for _ in range(10_000_000):
        term *= (a + b + n) / (a + 1.0 + n) * x
        n += 1.0
        total += term
        if term <= 1e-17 * total:
            break
    return total


def _expansion_coefficients(b: float, count: int) -> tuple[float, ...]:
    """Return p_n = (b - 1)/(2n + 1)! + sum over m < n of (m b - n) p_{n-m} / (n (2m + 1)!)."""
    p = [1.0]
    for n in range(1, count):
        inner = sum((m * b - n) * p[n - m] / math.factorial(2 * m + 1) for m in range(1, n))
        p.append((b - 1.0) / math.factorial(2 * n + 1) + inner / n)
    return tuple(p)


_P = _expansion_coefficients(0.5, 12)


@jit
def _beta_half_expansion(a: float, y: float) -> float:
    """I_x(a, 1/2) for a >= 15 and y = 1 - x < 0.4, as sum p_n J_n.

    With T = a - 1/4, u = -T ln x and L = ln(x)/2: J_0 = erfc(sqrt u) and
    4 T^2 J_{n+1} = (2n + 1/2)(2n + 3/2) J_n + (u + 2n + 3/2) L^2n h, h = sqrt(u / pi) exp(-u).
    """
    log_x = math.log1p(-y)
    T = a - 0.25
    u = -T * log_x
    if u > 740.0:
        return 0.0
    root = math.sqrt(u)
    J = math.erfc(root)
    power = root * math.exp(-u) * 0.56418958354775629
    half2 = 0.25 * log_x * log_x
    t4 = 0.25 / (T * T)
    total = J
    n2 = 0.0
    for n in range(1, 12):
        J = t4 * ((n2 + 0.5) * (n2 + 1.5) * J + (u + n2 + 1.5) * power)
        power *= half2
        n2 += 2.0
        term = _P[n] * J
        total += term
        if abs(term) <= 1e-17 * total:
            break
    # Gamma(a + 1/2) / (Gamma(a) sqrt T) = sqrt(pi / T) / B(a, 1/2)
    return total * math.exp(0.57236494292470009 - betaln(a, 0.5) - 0.5 * math.log(T))


@jit
def _beta_lower(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) with y = 1 - x given for its digits."""
    if x <= 0.0:
        return 0.0
    if y <= 0.0:
        return 1.0
    if b == 0.5 and a >= 15.0 and y < 0.4:
        return _beta_half_expansion(a, y)
    if a == 0.5 and b >= 15.0 and x < 0.4 and x * b > 1.0:
        return 1.0 - _beta_half_expansion(b, x)
    if (a + b) * y <= 1.5 and b < 1.5 and y < 0.5:
        # The fraction is at its slowest here, the tail no smaller than 0.05: nothing cancels.
        return 1.0 - _beta_prefix(b, a, y, x) / b * _beta_series(b, a, y)
    if (a + b) * x <= 1.5 and a < 1.5 and x < 0.5:
        return _beta_prefix(a, b, x, y) / a * _beta_series(a, b, x)
    if x <= (a + 1.0) / (a + b + 2.0):
        return _beta_prefix(a, b, x, y) * _beta_fraction(a, b, x, y)
    return 1.0 - _beta_prefix(b, a, y, x) * _beta_fraction(b, a, y, x)


@jit
def betainc(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b); a, b > 0, 0 <= x <= 1."""
    if not (a > 0.0 and b > 0.0 and 0.0 <= x <= 1.0):
        return math.nan
    return _beta_lower(a, b, x, 1.0 - x)


@jit
def betaincc(a: float, b: float, x: float) -> float:
    """1 - I_x(a, b), computed as the tail it is."""
    if not (a > 0.0 and b > 0.0 and 0.0 <= x <= 1.0):
        return math.nan
    return _beta_lower(b, a, 1.0 - x, x)


@jit
def _beta_quantile_logit(a: float, b: float, p: float, q: float) -> float:
    """Find logit x with I_x(a, b) = p and q = 1 - p: Newton on the smaller log tail.

    The density of logit x is log-concave, so both log tails are concave in it.
    """
    z = norm_isf(q) if q < p else -norm_isf(p)
    if a > 1.0 and b > 1.0:  # moments of logit x, to first order
        u = math.log(a / b) + z * math.sqrt(1.0 / a + 1.0 / b)
    else:
        log_b = betaln(a, b)
        lower = (math.log(p) + math.log(a) + log_b) / a
        upper = (math.log(q) + math.log(b) + log_b) / b
        u = lower if lower < upper else -upper
        u = min(max(u, -700.0), 700.0)
    for _ in range(200):
        if u < 0.0:
            e = math.exp(u)
            x = e / (1.0 + e)
            y = 1.0 / (1.0 + e)
        else:
            e = math.exp(-u)
            x = 1.0 / (1.0 + e)
            y = e / (1.0 + e)
        density = _beta_prefix(a, b, x, y)
        if p <= q:
            tail = _beta_lower(a, b, x, y)
            if tail == 0.0 or density == 0.0:
                step = -1.0
            else:
                step = (math.log(tail) - math.log(p)) * tail / density
        else:
            tail = _beta_lower(b, a, y, x)
            if tail == 0.0 or density == 0.0:
                step = 1.0
            else:
                step = (math.log(q) - math.log(tail)) * tail / density
        step = min(max(step, -20.0), 20.0)
        u -= step
        if u < -744.0 or u > 744.0:
            break
        if abs(step) <= 4e-16 * max(1.0, abs(u)):
            break
    return u


@jit
def beta_ppf(p: float, a: float, b: float) -> float:
    """Point with lower tail p of the beta distribution."""
    if not (0.0 <= p <= 1.0 and a > 0.0 and b > 0.0):
        return math.nan
    if p == 0.0:
        return 0.0
    if p == 1.0:
        return 1.0
    u = _beta_quantile_logit(a, b, p, 1.0 - p)
    if u < 0.0:
        e = math.exp(max(u, -745.0))
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-min(u, 745.0)))


@jit
def f_sf(f: float, df1: float, df2: float) -> float:
    """Upper tail of the F distribution; df2 may be infinite."""
    if not (df1 > 0.0 and df2 > 0.0) or math.isnan(f):
        return math.nan
    if f <= 0.0:
        return 1.0
    if math.isinf(f):
        return 0.0
    if df2 >= _HUGE_DF:
        return chi2_sf(f * df1, df1)
    total = df2 + df1 * f
    return _beta_lower(0.5 * df2, 0.5 * df1, df2 / total, df1 * f / total)


@jit
def f_cdf(f: float, df1: float, df2: float) -> float:
    """Lower tail of the F distribution; df2 may be infinite."""
    if not (df1 > 0.0 and df2 > 0.0) or math.isnan(f):
        return math.nan
    if f <= 0.0:
        return 0.0
    if math.isinf(f):
        return 1.0
    if df2 >= _HUGE_DF:
        return chi2_cdf(f * df1, df1)
    total = df2 + df1 * f
    return _beta_lower(0.5 * df1, 0.5 * df2, df1 * f / total, df2 / total)


@jit
def f_ppf(p: float, df1: float, df2: float) -> float:
    """Point with lower tail p of the F distribution; df1 and df2 finite."""
    if not (0.0 <= p <= 1.0 and df1 > 0.0 and df2 > 0.0):
        return math.nan
    if p == 0.0:
        return 0.0
    if p == 1.0:
        return math.inf
    u = _beta_quantile_logit(0.5 * df1, 0.5 * df2, p, 1.0 - p)
    return df2 / df1 * math.exp(min(max(u, -740.0), 700.0))


@jit
def t_logpdf(x: float, df: float) -> float:
    """Log density of Student's t distribution; df may be infinite."""
    if df >= _HUGE_DF:
        return norm_logpdf(x)
    half = 0.5 * df
    return -betaln(0.5, half) - 0.5 * math.log(df) - (half + 0.5) * math.log1p(x / df * x)


@jit
def t_sf(x: float, df: float) -> float:
    """Upper tail of Student's t distribution; df may be infinite."""
    if not df > 0.0 or math.isnan(x):
        return math.nan
    if df >= _HUGE_DF:
        return norm_sf(x)
    if math.isinf(x) or abs(x) > 1e154:
        return 0.0 if x > 0.0 else 1.0
    total = df + x * x
    tail = 0.5 * _beta_lower(0.5 * df, 0.5, df / total, x * x / total)
    return tail if x >= 0.0 else 1.0 - tail


@jit
def t_cdf(x: float, df: float) -> float:
    """Lower tail of Student's t distribution; df may be infinite."""
    return t_sf(-x, df)


@jit
def _t_upper_quantile(q: float, df: float) -> float:
    """Point with upper tail q <= 0.5: Newton, on the log tail in log t, near 0 on cdf - 1/2."""
    if q == 0.5:
        return 0.0
    if q > 0.25:
        c = 0.5 - q
        x = c * math.exp(-t_logpdf(0.0, df))
        for _ in range(60):
            total = df + x * x
            mass = 0.5 * _beta_lower(0.5, 0.5 * df, x * x / total, df / total)
            step = (mass - c) * math.exp(-t_logpdf(x, df))
            x -= step
            if abs(step) <= 4e-16 * x:
                break
        return x
    z = norm_isf(q)
    x = z * (1.0 + (z * z + 1.0) / (4.0 * df))
    u = math.log(x)
    # The leading term of the tail is an upper bound there: start from the nearer of the two.
    leading = 0.5 * math.log(df) - (math.log(q * df) + betaln(0.5, 0.5 * df)) / df
    u = min(u, leading)
    for _ in range(100):
        x = math.exp(u)
        tail = t_sf(x, df)
        step = (math.log(q) - math.log(tail)) * tail / x * math.exp(-t_logpdf(x, df))
        step = min(max(step, -3.0), 3.0)
        u -= step
        if abs(step) <= 3e-16 * max(1.0, abs(u)):
            break
    return math.exp(u)


@jit
def t_isf(q: float, df: float) -> float:
    """Point with upper tail q of Student's t distribution; df may be infinite."""
    if not (0.0 <= q <= 1.0 and df > 0.0):
        return math.nan
    if q == 0.0:
        return math.inf
    if q == 1.0:
        return -math.inf
    if df >= _HUGE_DF:
        return norm_isf(q)
    return _t_upper_quantile(q, df) if q <= 0.5 else -_t_upper_quantile(1.0 - q, df)


@jit
def t_ppf(p: float, df: float) -> float:
    """Point with lower tail p of Student's t distribution; df may be infinite."""
    return -t_isf(p, df)
