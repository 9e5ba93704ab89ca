"""Marginal log-likelihood of a study with one normal random effect, and its derivatives.

A study has the linear predictor eta + tau z in one arm, or alpha + eta + tau z / 2 and
alpha - tau z / 2 in two arms, with z standard normal. The integral over z is taken by the
trapezoidal rule between the points where the integrand, which is log-concave, has fallen by
``_DROP`` from its mode. That rule converges geometrically for an analytic integrand, also where the
integrand is one-sided (no events, large tau) and Gauss-Hermite needs hundreds of nodes; the caller
doubles ``nodes`` until nothing changes. Derivatives are posterior moments of the terms' derivatives
(Louis 1982, J R Stat Soc B).

``row`` is float64 (7,): y1, n1, y2, n2, offset of arm 1, offset of arm 2, and the last mode in z,
where the next search starts. ``family`` is a code of ``likelihood``.
"""

import math

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.likelihood import (
    BINOMIAL_LOGIT,
    HYPERGEOMETRIC,
    POISSON_LOG,
    TWO_ARMS_BINOMIAL,
    arm,
)
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.noncentral import hypergeometric

_DROP = 39.0  # exp(-39) = 1.2e-17 of the peak
_REACH = 8.9  # the prior alone brings the integrand down by _DROP within sqrt(2 * 39)
_LOG_SQRT_2PI = 0.9189385332046727
Ten = tuple[float, float, float, float, float, float, float, float, float, float]


@jit
def one_arm(
    family: int, theta: float, y1: float, n1: float, y2: float, n2: float
) -> tuple[float, float, float]:
    """Terms of a study with a single linear predictor."""
    if family == HYPERGEOMETRIC:
        return hypergeometric(y1, n1, n2, y1 + y2, theta)
    return arm(family, theta, y1, n1)


@jit
def height(
    family: int,
    z: float,
    eta: float,
    tau: float,
    alpha: float,
    y1: float,
    n1: float,
    y2: float,
    n2: float,
    o1: float,
    o2: float,
) -> tuple[float, float, float]:
    """Log integrand in z with two derivatives."""
    if family < TWO_ARMS_BINOMIAL:
        v, f, s = one_arm(family, eta + o1 + tau * z, y1, n1, y2, n2)
        return v - 0.5 * z * z, tau * f - z, tau * tau * s - 1.0
    code = BINOMIAL_LOGIT if family == TWO_ARMS_BINOMIAL else POISSON_LOG
    half = 0.5 * tau
    v, f, s = arm(code, alpha + eta + o1 + half * z, y1, n1)
    w, g, t = arm(code, alpha + o2 - half * z, y2, n2)
    return v + w - 0.5 * z * z, half * (f - g) - z, half * half * (s + t) - 1.0


@jit
def study_terms(family: int, nodes: int, eta: float, tau: float, alpha: float, row: Vector) -> Ten:
    """Log-likelihood l of one study and its derivatives; updates the mode in ``row``.

    In order: l, l_eta, l_tau, l_eta_eta, l_eta_tau, l_tau_tau, l_alpha, l_alpha_alpha,
    l_alpha_eta, l_alpha_tau; those of alpha are 0 where there is one arm.
    """
    y1, n1, y2, n2 = float(row[0]), float(row[1]), float(row[2]), float(row[3])
    o1, o2, z = float(row[4]), float(row[5]), float(row[6])
    if tau == 0.0:
        return _at_zero(family, eta, alpha, y1, n1, y2, n2, o1, o2)
    # Newton on a concave function, a step held to a change of 2 in the linear predictor, within
    # which the curvature of these families changes by a bounded factor.
    limit = 2.0 / tau if tau > 0.2 else 10.0
    top, slope, curve = height(family, z, eta, tau, alpha, y1, n1, y2, n2, o1, o2)
    for _ in range(200):
        step = min(max(-slope / curve, -limit), limit)
        if abs(step) < 1e-3:  # a centre, not a result
            break
        z += step
        top, slope, curve = height(family, z, eta, tau, alpha, y1, n1, y2, n2, o1, o2)
    row[6] = z
    low = z
    high = z
    spread = -0.5 * math.log(-curve)
    for sign in (-1.0, 1.0):
        outside = math.log(_REACH)
        inside = spread
        for _ in range(5):
            middle = 0.5 * (outside + inside)
            edge = z + sign * math.exp(middle)
            fallen = height(family, edge, eta, tau, alpha, y1, n1, y2, n2, o1, o2)[0]
            if fallen < top - _DROP:
                outside = middle
            else:
                inside = middle
        if sign < 0.0:
            low -= math.exp(outside)
        else:
            high += math.exp(outside)
    width = (high - low) / (nodes - 1)
    if family < TWO_ARMS_BINOMIAL:
        return _moments_one(family, nodes, low, width, top, eta + o1, tau, y1, n1, y2, n2)
    code = BINOMIAL_LOGIT if family == TWO_ARMS_BINOMIAL else POISSON_LOG
    return _moments_two(
        code, nodes, low, width, top, alpha + eta + o1, alpha + o2, tau, y1, n1, y2, n2
    )


@jit
def _at_zero(
    family: int,
    eta: float,
    alpha: float,
    y1: float,
    n1: float,
    y2: float,
    n2: float,
    o1: float,
    o2: float,
) -> Ten:
    """Return the terms at tau = 0, where the integrals over z are those of z and z squared."""
    if family < TWO_ARMS_BINOMIAL:
        v, f, s = one_arm(family, eta + o1, y1, n1, y2, n2)
        return v, f, 0.0, s, 0.0, s + f * f, 0.0, 0.0, 0.0, 0.0
    code = BINOMIAL_LOGIT if family == TWO_ARMS_BINOMIAL else POISSON_LOG
    v, f, s = arm(code, alpha + eta + o1, y1, n1)
    w, g, t = arm(code, alpha + o2, y2, n2)
    spread = 0.25 * (s + t + (f - g) * (f - g))
    return v + w, f, 0.0, s, 0.0, spread, f + g, s + t, s, 0.0


@jit
def _moments_one(
    family: int,
    nodes: int,
    low: float,
    width: float,
    top: float,
    eta: float,
    tau: float,
    y1: float,
    n1: float,
    y2: float,
    n2: float,
) -> Ten:
    total = 0.0
    m1 = 0.0
    m2 = 0.0
    m3 = 0.0
    m4 = 0.0
    m5 = 0.0
    for j in range(nodes):
        z = low + width * j
        v, f, s = one_arm(family, eta + tau * z, y1, n1, y2, n2)
        w = math.exp(v - 0.5 * z * z - top)
        total += w
        wf = w * f
        m1 += wf
        m2 += wf * z
        w *= s + f * f
        m3 += w
        w *= z
        m4 += w
        m5 += w * z
    m1 /= total
    m2 /= total
    return (
        top + math.log(total * width) - _LOG_SQRT_2PI,
        m1,
        m2,
        m3 / total - m1 * m1,
        m4 / total - m1 * m2,
        m5 / total - m2 * m2,
        0.0,
        0.0,
        0.0,
        0.0,
    )


@jit
def _moments_two(
    code: int,
    nodes: int,
    low: float,
    width: float,
    top: float,
    theta1: float,
    theta2: float,
    tau: float,
    y1: float,
    n1: float,
    y2: float,
    n2: float,
) -> Ten:
    total = 0.0
    me = 0.0
    mt = 0.0
    ma = 0.0
    ee = 0.0
    et = 0.0
    tt = 0.0
    aa = 0.0
    ae = 0.0
    at = 0.0
    for j in range(nodes):
        z = low + width * j
        v1, f1, s1 = arm(code, theta1 + 0.5 * tau * z, y1, n1)
        v2, f2, s2 = arm(code, theta2 - 0.5 * tau * z, y2, n2)
        w = math.exp(v1 + v2 - 0.5 * z * z - top)
        half = 0.5 * z
        ft = half * (f1 - f2)
        fa = f1 + f2
        total += w
        me += w * f1
        mt += w * ft
        ma += w * fa
        ee += w * (s1 + f1 * f1)
        et += w * (half * s1 + f1 * ft)
        tt += w * (half * half * (s1 + s2) + ft * ft)
        aa += w * (s1 + s2 + fa * fa)
        ae += w * (s1 + fa * f1)
        at += w * (half * (s1 - s2) + fa * ft)
    me /= total
    mt /= total
    ma /= total
    return (
        top + math.log(total * width) - _LOG_SQRT_2PI,
        me,
        mt,
        ee / total - me * me,
        et / total - me * mt,
        tt / total - mt * mt,
        ma,
        aa / total - ma * ma,
        ae / total - ma * me,
        at / total - ma * mt,
    )


@jit
def profiled_terms(
    family: int, nodes: int, eta: float, tau: float, alpha: float, row: Vector
) -> tuple[float, float, float, float, float, float, float]:
    """Return the first six of ``study_terms`` with alpha at its maximum, and that alpha.

    Second derivatives are those of the profiled likelihood (Schur complement).
    """
    out = study_terms(family, nodes, eta, tau, alpha, row)
    if family < TWO_ARMS_BINOMIAL:
        return out[0], out[1], out[2], out[3], out[4], out[5], alpha
    step = 0.0
    for _ in range(100):
        step = min(max(-out[6] / min(out[7], -1e-300), -2.0), 2.0)
        if abs(step) < 1e-7 * (1.0 + abs(alpha)):
            break
        alpha += step
        out = study_terms(family, nodes, eta, tau, alpha, row)
    # The last step is taken to first order: what it leaves out is its square.
    return (
        out[0] + 0.5 * step * out[6],
        out[1] + step * out[8],
        out[2] + step * out[9],
        out[3] - out[8] * out[8] / out[7],
        out[4] - out[8] * out[9] / out[7],
        out[5] - out[9] * out[9] / out[7],
        alpha + step,
    )
