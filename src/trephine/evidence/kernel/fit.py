"""One intercept-only fit, from effects to every figure of an Estimate."""

import math

import numpy as np

from trephine.evidence.kernel import layout as at
from trephine.evidence.kernel import tau2 as methods
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.roots import likelihood_interval, q_root
from trephine.evidence.kernel.special import chi2_sf, norm_sf, t_isf, t_sf
from trephine.evidence.kernel.sums import Vector, log_likelihood, sums

_EPS = 2.220446049250313e-16


@jit
def _kenward_roger(parts: Vector) -> tuple[float, float, float]:
    """Return Kenward and Roger's (1997) adjusted standard error and two degrees of freedom.

    First 2 / (W (adjusted variance x S2)^2), as Partlett and Riley (2017) and R's meta have it,
    then the original, with the unadjusted variance; W: asymptotic variance of tau2. parts: S1, S2,
    tr PP and S3 - S2^2/S1 as ``sums`` gives them.
    """
    s1: float = parts[0]
    share: float = parts[1] / s1
    information: float = 0.5 * parts[2]
    factor: float = 1.0 + 2.0 * parts[3] / (s1 * information)
    df = 2.0 * information / (share * share)
    return math.sqrt(factor / s1), df / (factor * factor), df


@jit
def _tail(stat: float, df: float) -> float:
    """Return the two-sided p-value; df NaN stands for the normal distribution."""
    if math.isnan(df):
        return 2.0 * norm_sf(abs(stat))
    return 2.0 * t_sf(abs(stat), df)


@jit
def _ratio(estimate: float, se: float) -> float:
    """Return estimate / se, infinite for se = 0."""
    if se > 0.0:
        return estimate / se
    if estimate == 0.0:
        return math.nan
    return math.inf if estimate > 0.0 else -math.inf


@jit
def _test(
    test: int, sums_at: Vector, Q: float, crit: Vector, k: int, s1_dl: float
) -> tuple[float, float, float]:
    """Return standard error, degrees of freedom (NaN: normal) and critical value of the mean.

    ``s1_dl`` belongs to the DerSimonian-Laird fit that the IQWiG rule compares with.
    """
    s1 = sums_at[0]
    classic = math.sqrt(1.0 / s1)
    if test == at.TEST_Z:
        return classic, math.nan, crit[at.CRIT_Z]
    df = k - 1.0
    if test == at.TEST_T:
        return classic, df, crit[at.CRIT_T1]
    if test in {at.TEST_KR, at.TEST_KR97}:
        se, df, original = _kenward_roger(sums_at)
        if test == at.TEST_KR97:
            df = original
        return se, df, t_isf(0.5 * crit[at.CRIT_ALPHA], df)
    hk = classic * math.sqrt(Q / df)
    if test == at.TEST_ADHOC:
        return max(hk, classic), df, crit[at.CRIT_T1]
    if test == at.TEST_KNHA_CI and hk * crit[at.CRIT_T1] < classic * crit[at.CRIT_Z]:
        return classic, math.nan, crit[at.CRIT_Z]
    if test == at.TEST_KNHA_IQWIG6 and hk * crit[at.CRIT_T1] < crit[at.CRIT_Z] / math.sqrt(s1_dl):
        return max(hk, classic), df, crit[at.CRIT_T1]
    return hk, df, crit[at.CRIT_T1]


@jit
def _prediction(
    kind: int, sums_at: Vector, Q: float, t: float, se: float, c: float, crit: Vector, k: int
) -> float:
    """Return half the width of the prediction interval; NaN where it has no degrees of freedom."""
    s1: float = sums_at[0]
    z: float = crit[at.CRIT_Z]
    t1: float = crit[at.CRIT_T1]
    t2: float = crit[at.CRIT_T2]
    classic = 1.0 / s1
    hk = Q / (k - 1.0) / s1
    if kind == at.PI_TEST:
        return c * math.sqrt(t + se * se)
    if kind == at.PI_RILEY:
        return t2 * math.sqrt(t + se * se)
    if kind == at.PI_SIMPLE:
        return c * math.sqrt(t)
    if kind == at.PI_HTS:
        return t2 * math.sqrt(t + classic)
    if kind == at.PI_V:
        return t1 * math.sqrt(t + classic)
    if kind == at.PI_HK:
        return t1 * math.sqrt(t + hk)
    if kind == at.PI_HK_PR:
        return t2 * math.sqrt(t + hk)
    if kind == at.PI_S:
        return z * math.sqrt(t + classic)
    if kind in {at.PI_KR, at.PI_KR_PR}:
        kr, df, _ = _kenward_roger(sums_at)
        if kind == at.PI_KR_PR:
            df -= 1.0
        if not df > 0.0:
            return math.nan
        return t_isf(0.5 * crit[at.CRIT_ALPHA], df) * math.sqrt(t + kr * kr)
    return math.nan


@jit
def _tau2_interval(
    kind: int, d: Vector, v: Vector, reml: float, t: float, crit: Vector
) -> tuple[float, float, float]:
    """Return the limits for tau2, and 1 where no tau2 >= 0 is compatible with the effects."""
    if kind == at.CI_QP:
        lower = q_root(d, v, crit[at.CRIT_CHI_HIGH], 0.0)
        upper = q_root(d, v, crit[at.CRIT_CHI_LOW], lower)
        Q = sums(d, v, 0.0)[3]
        return lower, upper, 1.0 if crit[at.CRIT_CHI_LOW] > Q else 0.0
    if kind == at.CI_PL:
        lower, upper = likelihood_interval(d, v, reml, t, crit[at.CRIT_DROP])
        return lower, upper, 0.0
    return math.nan, math.nan, 0.0


@jit
def _single(y: float, v: float, crit: Vector, out: Vector) -> None:
    """Fit one study: its effect with a normal interval; what needs two studies is NaN."""
    se = math.sqrt(v)
    for i in range(out.shape[0]):
        out[i] = math.nan
    out[at.ESTIMATE] = y
    out[at.SE] = se
    out[at.STAT] = y / se
    out[at.PVAL] = 2.0 * norm_sf(abs(y / se))
    out[at.CI_LB] = y - crit[at.CRIT_Z] * se
    out[at.CI_UB] = y + crit[at.CRIT_Z] * se
    out[at.Q] = 0.0
    out[at.Q_DF] = 0.0
    out[at.MAXIMA] = 1.0
    out[at.INTERVAL_STATE] = 0.0
    out[at.LOG_LIKELIHOOD] = -0.5 * (1.8378770664093453 + math.log(v))
    out[at.LOG_LIKELIHOOD_RESTRICTED] = 0.0


@jit
def fit(
    y: Vector,
    v: Vector,
    a: Vector,
    method: int,
    test: int,
    prediction: int,
    interval: int,
    tau2: float,
    crit: Vector,
    out: Vector,
) -> None:
    """Fit effects y with variances v > 0 (k,) and write ``layout.WIDTH`` figures to ``out``.

    a: (k,) fixed weights for the mean and for GENQ, or (0,) for inverse variances. ``tau2`` is the
    given value where method is FIXED, the estimate where it is GENQM. ``crit``: see ``layout``.
    Works in units of the smallest variance (a power of 4, so that scaling is exact): no tolerance
    has a scale.
    """
    k = v.shape[0]
    if k == 1:
        _single(y[0], v[0], crit, out)
        return
    first = 0
    largest = 0.0
    widest = 0.0
    for i in range(k):
        widest = max(widest, v[i])
        if v[i] < v[first]:
            first = i
        largest = max(largest, abs(y[i]))
    exponent = math.floor(0.5 * math.log2(v[first]))
    root = 2.0**exponent
    unit = root * root
    d = np.empty(k)
    u = np.empty(k)
    centre = y[first]
    sw = swd = 0.0
    for i in range(k):
        u[i] = v[i] / unit
        d[i] = (y[i] - centre) / root
    u[first] = u[0]  # the most precise study comes first (see ``sums``)
    d[first] = d[0]
    u[0] = v[first] / unit
    d[0] = 0.0
    for i in range(k):
        sw += 1.0 / u[i]
        swd += d[i] / u[i]
    offset = swd / sw
    noise = 0.0
    Q0 = 0.0
    floor = 4.0 * _EPS * largest / root
    for i in range(k):
        d[i] -= offset
        Q0 += d[i] * d[i] / u[i]
        noise += floor * floor / u[i]
    if noise >= Q0:  # the effects differ by the rounding of their last digits
        for i in range(k):
            d[i] = 0.0
    has_weights = a.shape[0] == k
    if has_weights:
        a = a.copy()
        a[0], a[first] = a[first], a[0]
    if method >= methods.GENQM:
        t = tau2 / unit
        se_t = math.nan
        maxima = 1
        if method == methods.GENQM:
            _, se_t = methods.moment(d, u, a, t)
    else:
        t, se_t, maxima = methods.heterogeneity(d, u, a, method, crit[at.CRIT_CHI_MEDIAN])
    # Figures at tau2 = 0.
    s1, s2, mean, Q, _, _, trP, trPP, spread = sums(d, u, 0.0)
    df = k - 1.0
    typical = df / trP
    out[at.Q] = Q
    out[at.Q_DF] = df
    out[at.QP] = chi2_sf(Q, df)
    t_dl = max((Q - df) / trP, 0.0)
    s1_dl = 0.0
    if test == at.TEST_KNHA_IQWIG6:
        s1_dl = sums(d, u, t_dl)[0]
    if method == methods.EE:
        out[at.I2] = 100.0 * max(0.0, (Q - df) / Q) if Q > 0.0 else 0.0
        out[at.H2] = Q / df
    else:
        out[at.I2] = 100.0 * t / (t + typical)
        out[at.H2] = t / typical + 1.0
    out[at.TYPICAL_VARIANCE] = typical * unit
    # Figures at the estimated tau2.
    at_t = np.empty(4)
    s1, s2, mean, Q, _, _, trP, trPP, spread = sums(d, u, t)
    at_t[0] = s1
    at_t[1] = s2
    at_t[2] = trPP
    at_t[3] = spread
    if has_weights:
        total = 0.0
        mean = 0.0
        se2 = 0.0
        for i in range(k):
            total += a[i]
            mean += a[i] * d[i]
            se2 += a[i] * a[i] * (u[i] + t)
        mean /= total
        at_t[0] = total * total / se2
    se, ddf, c = _test(test, at_t, Q, crit, k, s1_dl)
    estimate = centre + root * (offset + mean)
    if abs(estimate) <= 2.0 * _EPS * largest:
        estimate = 0.0
    half = math.nan
    if method != methods.EE and prediction != at.PI_NONE:
        half = root * _prediction(prediction, at_t, Q, t, se, c, crit, k)
    se *= root
    stat = _ratio(estimate, se)
    out[at.ESTIMATE] = estimate
    out[at.SE] = se
    out[at.STAT] = stat
    out[at.PVAL] = _tail(stat, ddf)
    out[at.CI_LB] = estimate - c * se
    out[at.CI_UB] = estimate + c * se
    out[at.DDF] = ddf
    out[at.PI_LB] = estimate - half
    out[at.PI_UB] = estimate + half
    out[at.TAU2] = t * unit
    out[at.SE_TAU2] = se_t * unit
    out[at.MAXIMA] = maxima
    out[at.HK_FACTOR] = Q / df
    out[at.VARIANCE_RATIO] = widest / v[first]
    logs = math.log(unit)
    out[at.LOG_LIKELIHOOD] = log_likelihood(d, u, t, 0.0) - 0.5 * k * logs
    out[at.LOG_LIKELIHOOD_RESTRICTED] = log_likelihood(d, u, t, 1.0) - 0.5 * df * logs
    lower = upper = math.nan
    state = 0.0
    if method not in {methods.EE, methods.FIXED}:
        reml = 0.0 if method == methods.ML else 1.0
        lower, upper, state = _tau2_interval(interval, d, u, reml, t, crit)
    out[at.TAU2_LB] = lower * unit
    out[at.TAU2_UB] = upper * unit
    out[at.INTERVAL_STATE] = state
