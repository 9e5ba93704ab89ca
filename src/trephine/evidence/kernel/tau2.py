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
    sa = sa2 = sa3 = 0.0
    av = a2v = a3v = a2v2 = a3v2 = 0.0
    mean = 0.0
    for i in range(a.shape[0]):
        w = a[i]
        x = v[i]
        w2 = w * w
        w3 = w2 * w
        sa += w
        sa2 += w2
        sa3 += w3
        av += w * x
        a2v += w2 * x
        a3v += w3 * x
        a2v2 += w2 * x * x
        a3v2 += w3 * x * x
        mean += w * d[i]
    mean /= sa
    Q = 0.0
    for i in range(a.shape[0]):
        Q += a[i] * (d[i] - mean) * (d[i] - mean)
    share = sa2 / sa
    trP = sa - share
    trPV = av - a2v / sa
    estimate = (Q - trPV) / trP
    at = max(estimate, 0.0) if t < 0.0 else t
    trPVPV = a2v2 - 2.0 * a3v2 / sa + (a2v / sa) * (a2v / sa)
    trPVP = a2v - 2.0 * a3v / sa + a2v * sa2 / (sa * sa)
    trPP = sa2 - 2.0 * sa3 / sa + share * share
    variance = 2.0 * trPVPV + 4.0 * at * trPVP + 2.0 * at * at * trPP
    return estimate, math.sqrt(max(variance, 0.0)) / trP


@jit
def _hunter_schmidt(
    k: float, s1: float, s2: float, s3: float, Q: float, factor: float
) -> tuple[float, float]:
    """Return the Hunter-Schmidt estimator, with Brannick's factor k / (k - 1) or 1, and its se."""
    t = max((factor * Q - k) / s1, 0.0)
    trP = s1 - s2 / s1
    trPP = s2 - 2.0 * s3 / s1 + (s2 / s1) * (s2 / s1)
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
    s1, s2, s3, _, _, _, _ = sums(d, v, t)
    if method == ML:
        return math.sqrt(2.0 / s2)
    if method == REML:
        share = s2 / s1
        return math.sqrt(2.0 / (s2 - 2.0 * s3 / s1 + share * share))
    out: float = math.sqrt(2.0 / (k - 1.0)) * k / s1
    return out


@jit
def heterogeneity(
    d: Vector, v: Vector, a: Vector, method: int, median: float
) -> tuple[float, float, int]:
    """Return tau2, its standard error and the number of likelihood maxima (1 where none is sought).

    d: effects about a centre near their mean; a: fixed weights (GENQ); ``median``: that of
    chi-squared on k - 1 degrees of freedom (PMM). k >= 2. EE gives 0 and NaN.
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
        s1, s2, s3, _, Q, _, _ = sums(d, v, 0.0)
        t, se = _hunter_schmidt(k, s1, s2, s3, Q, k / (k - 1.0) if method == HSK else 1.0)
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
        s1, _, _, _, Q, _, _ = sums(d, v, start)
        t = start * Q / (k - 1.0)
        _, se = moment(d, v, w, t)
        trP = 0.0
        for i in range(d.shape[0]):
            trP += w[i] * (1.0 - w[i] / s1)
        return t, se * trP * start / (k - 1.0), 1
    t = iterated_root(d, v)  # DLIT: its standard error is that of a moment estimator, weights fixed
    s1, s2, s3, _, _, _, _ = sums(d, v, t)
    trP = s1 - s2 / s1
    trPP = s2 - 2.0 * s3 / s1 + (s2 / s1) * (s2 / s1)
    variance = 2.0 * (k - 1.0) + 4.0 * t * trP + 2.0 * t * t * trPP
    return t, math.sqrt(variance) / trP, 1
