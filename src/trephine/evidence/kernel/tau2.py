"""Estimators of tau2 without moderators, and the standard error of each.

Moment estimators equate a weighted sum of squares with its expectation and are closed forms, then
cut off at 0. Standard errors follow the variance of that quadratic form under normality, or the
expected information (ML, REML, EB).
"""

import math

import numpy as np

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.optimum import likelihood_maximum
from trephine.evidence.kernel.roots import iterated_root, q_root
from trephine.evidence.kernel.sums import Vector, sums

EE = 0
DL = 1
HE = 2
HS = 3
HSK = 4
SJ = 5
SJIT = 6
PM = 7
PMM = 8
EB = 9
ML = 10
REML = 11
DLIT = 12
DL2 = 13
HE2 = 14
GENQ = 15
GENQM = 16  # its tau2 comes from generalised_q_root
FIXED = 17


@jit
def moment(d: Vector, v: Vector, a: Vector, t: float) -> tuple[float, float]:
    """Return the moment estimator with fixed weights a, uncut, and its standard error at t.

    t < 0 stands for the estimate itself, cut off at 0.
    """
    m = 0
    for i in range(a.shape[0]):
        if a[i] > a[m]:
            m = i
    s = g = gv = mean = 0.0  # sums over all but the heaviest study, which may outweigh them
    for i in range(a.shape[0]):
        mean += a[i] * d[i]
        if i != m:
            s += a[i]
            g += a[i] * a[i]
            gv += a[i] * a[i] * v[i]
    total = s + a[m]
    mean /= total
    g_m = a[m] * a[m]
    gv_m = g_m * v[m]
    Q = trP = trPV = 0.0
    trPP = trPVP = trPVPV = 0.0
    for i in range(a.shape[0]):
        w = a[i]
        x = v[i]
        Q += w * (d[i] - mean) * (d[i] - mean)
        w2 = w * w
        p = w * ((s if i == m else total - w) / total)  # the diagonal of P
        trP += p
        trPV += p * x
        rest = (g if i == m else g + g_m - w2) / (total * total)
        rest_v = (gv if i == m else gv + gv_m - w2 * x) / (total * total)
        trPP += p * p + w2 * rest
        trPVP += (p * p + w2 * rest) * x
        trPVPV += p * p * x * x + w2 * x * rest_v
    estimate = (Q - trPV) / trP
    at = max(estimate, 0.0) if t < 0.0 else t
    variance = 2.0 * trPVPV + 4.0 * at * trPVP + 2.0 * at * at * trPP
    return estimate, math.sqrt(max(variance, 0.0)) / trP


@jit
def _hunter_schmidt(
    k: float, s1: float, trP: float, trPP: float, Q: float, factor: float
) -> tuple[float, float]:
    """Return the Hunter-Schmidt estimator, with Brannick's factor k / (k - 1) or 1, and its se."""
    t = max((factor * Q - k) / s1, 0.0)
    variance = 2.0 * (k - 1.0) + 4.0 * t * trP + 2.0 * t * t * trPP
    return t, factor * math.sqrt(variance) / s1


@jit
def _crude(d: Vector) -> float:
    """Return the mean squared deviation of the effects."""
    k = d.shape[0]
    mean: float = 0.0
    for i in range(k):
        mean += d[i]
    mean /= k
    total: float = 0.0
    for i in range(k):
        total += (d[i] - mean) * (d[i] - mean)
    out: float = total / k
    return out


@jit
def _weights(v: Vector, t: float) -> Vector:
    """Return 1 / (v + t)."""
    out = np.empty(v.shape[0])
    for i in range(v.shape[0]):
        out[i] = 1.0 / (v[i] + t)
    return out


@jit
def information_se(d: Vector, v: Vector, t: float, method: int) -> float:
    """Return the standard error of tau2 from the expected information at t."""
    k = d.shape[0]
    s1, s2, _, _, _, _, _, trPP, _ = sums(d, v, t)
    if method == ML:
        return math.sqrt(2.0 / s2)
    if method == REML:
        return math.sqrt(2.0 / trPP)
    out: float = math.sqrt(2.0 / (k - 1.0)) * k / s1
    return out


@jit
def heterogeneity(
    d: Vector, v: Vector, a: Vector, method: int, median: float
) -> tuple[float, float, int]:
    """Return tau2, its standard error and the number of likelihood maxima (1 where none is sought).

    d: effects about a centre near their mean, the most precise study first; a: fixed weights
    (GENQ); ``median``: that of chi-squared on k - 1 degrees of freedom (PMM). k >= 2. EE gives 0
    and NaN.
    """
    k = 1.0 * d.shape[0]
    nan = math.nan
    if method == EE:
        return 0.0, nan, 1
    if method in {ML, REML}:
        t, maxima = likelihood_maximum(d, v, 1.0 if method == REML else 0.0)
        return t, information_se(d, v, t, method), maxima
    if method in {PM, EB, SJIT, PMM}:
        t = q_root(d, v, median if method == PMM else k - 1.0, 0.0)
        return t, information_se(d, v, t, method), 1
    if method in {HS, HSK}:
        s1, _, _, Q, _, _, trP, trPP, _ = sums(d, v, 0.0)
        t, se = _hunter_schmidt(k, s1, trP, trPP, Q, k / (k - 1.0) if method == HSK else 1.0)
        return t, se, 1
    if method == GENQ:
        t, se = moment(d, v, a, -1.0)
        return max(t, 0.0), se, 1
    if method in {HE, HE2}:
        t, se = moment(d, v, np.ones(d.shape[0]), -1.0)
        if method == HE2:
            t, se = moment(d, v, _weights(v, max(t, 0.0)), -1.0)
        return max(t, 0.0), se, 1
    if method in {DL, DL2}:
        t, se = moment(d, v, _weights(v, 0.0), -1.0)
        if method == DL2:
            t, se = moment(d, v, _weights(v, max(t, 0.0)), -1.0)
        return max(t, 0.0), se, 1
    if method == SJ:
        start = _crude(d)
        if start == 0.0:
            return 0.0, 0.0, 1
        w = _weights(v, start)
        _, _, _, Q, _, _, trP, _, _ = sums(d, v, start)
        t = start * Q / (k - 1.0)
        _, se = moment(d, v, w, t)
        return t, se * trP * start / (k - 1.0), 1
    t = iterated_root(d, v)  # DLIT: its standard error is that of a moment estimator, weights fixed
    _, _, _, _, _, _, trP, trPP, _ = sums(d, v, t)
    variance = 2.0 * (k - 1.0) + 4.0 * t * trP + 2.0 * t * t * trPP
    return t, math.sqrt(variance) / trP, 1
