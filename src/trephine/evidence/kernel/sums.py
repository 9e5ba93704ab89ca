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
def is_clean(y: Vector, v: Vector) -> bool:
    """Tell whether every effect is finite and every variance finite and positive."""
    for i in range(v.shape[0]):
        if not (0.0 < v[i] < math.inf and abs(y[i]) < math.inf):
            return False
    return bool(v.shape[0] > 0)


@jit
def sums(
    d: Vector, v: Vector, t: float
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Return S1, S2 (sums of weights, squares), mean, Q, A, C, tr P, tr PP, S3 - S2^2/S1.

    ``d`` are effects about a centre near their mean: one pass loses no digits then. Study 0 must be
    the most precise one. It is kept out of the sums of powers: where it outweighs all others, forms
    such as S1 - S2/S1 would lose every digit (at a weight ratio of 1e7 the usual formula for the
    standard error of tau2 is wrong in its third).
    """
    w0 = 1.0 / (v[0] + t)
    a1 = a2 = a3 = 0.0
    m1 = m2 = m3 = 0.0
    n1 = n2 = n3 = 0.0
    for i in range(1, d.shape[0]):
        w = 1.0 / (v[i] + t)
        x = d[i]
        wx = w * x
        a1 += w
        m1 += wx
        n1 += wx * x
        w2 = w * w
        a2 += w2
        wx *= w
        m2 += wx
        n2 += wx * x
        a3 += w2 * w
        wx *= w
        m3 += wx
        n3 += wx * x
    d0 = d[0]
    s1 = w0 + a1
    s2 = w0 * w0 + a2
    full = m1 + w0 * d0
    mean = full / s1
    Q = n1 + w0 * d0 * d0 - mean * full
    g = w0 * (d0 - mean)
    A = g * g + n2 - 2.0 * mean * m2 + mean * mean * a2
    t2 = m2 - mean * a2
    t3 = n3 - 2.0 * mean * m3 + mean * mean * a3
    C = t3 + (w0 * g * (a1 * g - 2.0 * t2) - t2 * t2) / s1
    trP = (2.0 * w0 * a1 + max(a1 * a1 - a2, 0.0)) / s1
    among = max(a1 * a1 * a2 - 2.0 * a1 * a3 + a2 * a2, 0.0)
    trPP = (w0 * w0 * (a1 * a1 + 3.0 * a2) + 2.0 * w0 * max(a1 * a2 - a3, 0.0) + among) / (s1 * s1)
    spread = (w0 * (w0 * (w0 * a1 - 2.0 * a2) + a3) + max(a3 * a1 - a2 * a2, 0.0)) / s1
    return s1, s2, mean, max(Q, 0.0), max(A, 0.0), max(C, 0.0), trP, trPP, max(spread, 0.0)


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
