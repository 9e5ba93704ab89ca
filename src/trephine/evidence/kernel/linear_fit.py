"""One fit of a model with moderators: coefficients and their covariance at the estimated tau2."""

import math

import numpy as np

from trephine.evidence.kernel.linear import Array, E, Q, factor, invert, solve, weigh
from trephine.evidence.kernel.linear_tau2 import EE, FIXED, GENQ, estimate_tau2
from trephine.evidence.kernel.mode import jit

Z, T, KNHA, ADHOC = range(4)


@jit
def _weighted_rss(w: Array, ws: Array) -> float:
    total = 0.0
    for i in range(w.shape[0]):
        total += ws[E, i] * ws[E, i]
    return total


@jit
def blank(b: Array, V: Array) -> None:
    """Write NaN into the coefficients and their covariance."""
    for j in range(b.shape[0]):
        b[j] = math.nan
        for n in range(b.shape[0]):
            V[j, n] = math.nan


@jit
def covariance(Zt: Array, y: Array, d: Array, m: Array, own: int, ws: Array, V: Array) -> bool:
    """Write the covariance of the estimator with weights d when the variances are m into V.

    ``own`` is 1 where d = 1 / m, so that the sandwich collapses. Leaves the factorisation by d.
    """
    if not factor(Zt, y, d, ws):
        return False
    p, k = Zt.shape
    S = np.empty((p, p))
    invert(ws, S)
    C = np.empty((p, p))
    for j in range(p):
        for n in range(p):
            c = 1.0 if j == n else 0.0
            if own == 0:
                c = 0.0
                for i in range(k):
                    c += ws[Q + j, i] * ws[Q + n, i] * d[i] * m[i]
            C[j, n] = c
    for j in range(p):
        for n in range(p):
            c = 0.0
            for r in range(j, p):
                for q in range(n, p):
                    c += S[j, r] * C[r, q] * S[n, q]
            V[j, n] = c
    return True


@jit
def fit(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    ws: Array,
    b: Array,
    V: Array,
) -> tuple[float, float, float, float]:
    """Fit and return (tau2, se of tau2, weighted residual sum of squares, Knapp-Hartung factor).

    Writes the coefficients into b (p) and their covariance, that factor included, into V (p, p).
    NaN where the columns are dependent or no degree of freedom is left for tau2. See
    ``estimate_tau2`` for a and value. GENQ takes its weights for the coefficients too.
    """
    p, k = Zt.shape
    if k < p or (k == p and code not in (EE, FIXED)):
        blank(b, V)
        return math.nan, math.nan, math.nan, math.nan
    t, se = estimate_tau2(code, Zt, y, v, a, value, ws)
    m = np.empty(k)
    w = np.empty(k)
    for i in range(k):
        m[i] = v[i] + t
    weigh(v, t, w)
    ok = factor(Zt, y, w, ws)
    rss = _weighted_rss(w, ws)
    scale = 1.0
    if test in (KNHA, ADHOC):
        scale = rss / (k - p) if k > p else math.nan
        if test == ADHOC and scale < 1.0:
            scale = 1.0
    if code == GENQ:
        ok = ok and covariance(Zt, y, a, m, 0, ws, V)
        rss = 0.0
        for i in range(k):
            rss += ws[E, i] * ws[E, i] / a[i] * w[i]
    else:
        ok = ok and covariance(Zt, y, w, m, 1, ws, V)
    if not ok:
        blank(b, V)
        return math.nan, math.nan, math.nan, math.nan
    solve(ws, b)
    for j in range(p):
        for n in range(p):
            V[j, n] *= scale
    return t, se, rss, scale


@jit
def wald(b: Array, V: Array, first: int) -> float:
    """Return b' V^-1 b over the coefficients from ``first`` on, by Cholesky; NaN if V is not > 0.

    The inverse of a leading block is not meant: V is the covariance of all, and so is its corner.
    """
    p = b.shape[0]
    L = np.zeros((p, p))
    x = np.zeros(p)
    total = 0.0
    for j in range(first, p):
        for n in range(first, j + 1):
            c = V[j, n]
            for q in range(first, n):
                c -= L[j, q] * L[n, q]
            if n < j:
                L[j, n] = c / L[n, n]
            elif c > 0.0:
                L[j, j] = math.sqrt(c)
            else:
                return math.nan
        c = b[j]
        for n in range(first, j):
            c -= L[j, n] * x[n]
        x[j] = c / L[j, j]
        total += x[j] * x[j]
    return total


@jit
def logdet_covariance(V: Array) -> float:
    """Log determinant of a covariance matrix; NaN where it is not positive definite."""
    p = V.shape[0]
    L = np.zeros((p, p))
    total = 0.0
    for j in range(p):
        for n in range(j + 1):
            c = V[j, n]
            for q in range(n):
                c -= L[j, q] * L[n, q]
            if n < j:
                L[j, n] = c / L[n, n]
            elif c > 0.0:
                L[j, j] = math.sqrt(c)
                total += math.log(c)
            else:
                return math.nan
    return total
