"""Sums over studies at one tau2: weights, weighted mean, Q and the forms the estimators need.

P = W - W11'W / (1'W1) with W = diag(1 / (v + tau2)). In the basis that diagonalises P, with
eigenvalues 1 / (m + tau2) and coordinates c of the effects, ``Q = y'Py = sum c^2 / (m + tau2)``,
``A = y'PPy = sum c^2 / (m + tau2)^2``, ``C = y'PPPy``, and the traces likewise: smooth falling
functions whose curvature is bounded, which ``optimum`` uses.
"""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit

Vector = NDArray[np.float64]


@jit
def sums(d: Vector, v: Vector, t: float) -> tuple[float, float, float, float, float, float, float]:
    """Return S1, S2, S3 (sums of weights and powers), mean, Q, A, C at tau2 = t.

    ``d`` are effects about a centre near their mean: one pass loses no digits then.
    """
    s1 = s2 = s3 = 0.0
    m1 = m2 = m3 = 0.0
    n1 = n2 = n3 = 0.0
    for i in range(d.shape[0]):
        w = 1.0 / (v[i] + t)
        x = d[i]
        wx = w * x
        s1 += w
        m1 += wx
        n1 += wx * x
        w2 = w * w
        s2 += w2
        wx *= w
        m2 += wx
        n2 += wx * x
        s3 += w2 * w
        wx *= w
        m3 += wx
        n3 += wx * x
    mean = m1 / s1
    Q = n1 - mean * m1
    A = n2 - 2.0 * mean * m2 + mean * mean * s2
    shift = m2 - mean * s2
    C = n3 - 2.0 * mean * m3 + mean * mean * s3 - shift * shift / s1
    return s1, s2, s3, mean, max(Q, 0.0), max(A, 0.0), max(C, 0.0)


@jit
def q_and_slope(d: Vector, v: Vector, t: float) -> tuple[float, float]:
    """Return Q and A = -dQ/dtau2 at tau2 = t."""
    s1 = m1 = n1 = 0.0
    s2 = m2 = n2 = 0.0
    for i in range(d.shape[0]):
        w = 1.0 / (v[i] + t)
        x = d[i]
        wx = w * x
        s1 += w
        m1 += wx
        n1 += wx * x
        wx *= w
        s2 += w * w
        m2 += wx
        n2 += wx * x
    mean = m1 / s1
    return max(n1 - mean * m1, 0.0), max(n2 - 2.0 * mean * m2 + mean * mean * s2, 0.0)


@jit
def log_likelihood(d: Vector, v: Vector, t: float, reml: float) -> float:
    """Log-likelihood of tau2 = t, profiled over the mean (reml 0) or restricted (reml 1).

    The restricted one carries log(k) / 2, as in R's metafor: the determinant of X'X.
    """
    k = d.shape[0]
    logs = 0.0
    s1 = m1 = n1 = 0.0
    for i in range(k):
        total = v[i] + t
        logs += math.log(total)
        w = 1.0 / total
        s1 += w
        m1 += w * d[i]
        n1 += w * d[i] * d[i]
    Q = max(n1 - m1 * m1 / s1, 0.0)
    out: float = -0.5 * (k * 1.8378770664093453 + logs + Q)
    if reml > 0.0:
        out += 0.5 * (1.8378770664093453 + math.log(k / s1))
    return out
