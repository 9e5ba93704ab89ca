"""Weighted least squares for small designs, and the quadratic forms that tau2 is estimated from.

A design is handed over transposed, ``Zt`` (p, k), with k studies and p columns; ``w`` are the
weights 1 / (vi + tau2). Everything is a sum over studies: no k by k matrix is formed. Columns are
made orthogonal by modified Gram-Schmidt with reorthogonalisation (Bjorck 1967, BIT; Giraud and
others 2005, Numerische Mathematik).

A study whose leverage is above one half carries nearly all weight of some contrast, and 1 - h loses
its digits by subtraction. For such a study (at most 2 p of them) h (1 - h) is taken as the sum of
its squared hat values with the others, and its residual is projected once more. With a weight ratio
of 1e12, the naive sums keep 4 digits of tr(P), these keep 14.
"""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit

Array = NDArray[np.float64]
Workspace = tuple[Array, Array, Array, Array, Array, Array, Array, Array]

# Below this share of its length a column counts as a combination of the ones before it. Designs
# come in centred and scaled, so a share this small is rounding unless weights differ by 1e20.
RANK = 1e-11


@jit
def workspace(k: int, p: int) -> Workspace:
    """Return the arrays that the kernels of this module write to."""
    return (
        np.empty(k),  # s: square roots of the weights
        np.empty(k),  # e: weighted residuals
        np.empty(k),  # h: leverages
        np.empty(k),  # f: 1 - h
        np.empty(k),  # u: scratch
        np.empty((p, k)),  # Q: orthonormal columns
        np.zeros((p, p)),  # R: upper triangular, sqrt(w) Z = Q R
        np.empty(p),  # g: Q' sqrt(w) y
    )


@jit
def factor(Zt: Array, y: Array, w: Array, ws: Workspace) -> bool:
    """Project y on the columns of Z with weights w; False where the columns are dependent."""
    s, e, h, f, _u, Q, R, g = ws
    p, k = Zt.shape
    dominant = False
    for i in range(k):
        s[i] = math.sqrt(w[i])
        e[i] = s[i] * y[i]
        h[i] = 0.0
    for j in range(p):
        norm = 0.0
        for i in range(k):
            q = s[i] * Zt[j, i]
            Q[j, i] = q
            norm += q * q
        first = math.sqrt(norm)
        before = first
        after = first
        for m in range(j):
            R[m, j] = 0.0
        for _ in range(3):
            for m in range(j):
                c = 0.0
                for i in range(k):
                    c += Q[m, i] * Q[j, i]
                R[m, j] += c
                for i in range(k):
                    Q[j, i] -= c * Q[m, i]
            if j > 0:
                norm = 0.0
                for i in range(k):
                    norm += Q[j, i] * Q[j, i]
                after = math.sqrt(norm)
            if j == 0 or after > 0.7 * before:
                break
            before = after
        if not after > RANK * first:
            return False
        R[j, j] = after
        c = 0.0
        for i in range(k):
            q = Q[j, i] / after
            Q[j, i] = q
            h[i] += q * q
            c += q * e[i]
        g[j] = c
        for i in range(k):
            e[i] -= c * Q[j, i]
    for i in range(k):
        f[i] = 1.0 - h[i]
        if h[i] > 0.5:
            dominant = True
    if dominant:
        _settle_dominant(ws)
    return True


@jit
def hat(Q: Array, i: int, j: int) -> float:
    """Entry (i, j) of the symmetric hat matrix Q Q'."""
    c = 0.0
    for m in range(Q.shape[0]):
        c += Q[m, i] * Q[m, j]
    return c


@jit
def _settle_dominant(ws: Workspace) -> None:
    """Recompute 1 - h and the residual of studies that dominate (see the module's docstring)."""
    _s, e, h, f, _u, Q, _R, _g = ws
    k = e.shape[0]
    for i in range(k):
        if h[i] > 0.5:
            total = 0.0
            rest = 0.0
            for j in range(k):
                if j != i:
                    c = hat(Q, i, j)
                    total += c * c
                    rest += c * e[j]
            f[i] = 2.0 * total / (1.0 + math.sqrt(max(0.0, 1.0 - 4.0 * total)))
            e[i] = f[i] * e[i] - rest


@jit
def trace2(d1: Array, d2: Array, ws: Workspace) -> float:
    """Return tr((I - H) D1 (I - H) D2) for diagonal matrices with positive entries."""
    _s, _e, h, f, _u, Q, _R, _g = ws
    p, k = Q.shape
    total = 0.0
    for i in range(k):
        if h[i] > 0.5:
            total += d1[i] * d2[i] * f[i] * f[i]
            for j in range(k):
                if j != i:
                    c = hat(Q, i, j)
                    # a pair of dominant studies comes round twice, a pair with one of them once
                    share = 1.0 if h[j] > 0.5 else 2.0
                    total += 0.5 * share * c * c * (d1[i] * d2[j] + d1[j] * d2[i])
        else:
            total += d1[i] * d2[i] * (1.0 - 2.0 * h[i])
    for j in range(p):
        for m in range(j + 1):
            a = 0.0
            b = 0.0
            for i in range(k):
                if h[i] <= 0.5:
                    c = Q[j, i] * Q[m, i]
                    a += c * d1[i]
                    b += c * d2[i]
            total += a * b if j == m else 2.0 * a * b
    return total


@jit
def moments(
    Zt: Array, y: Array, w: Array, ws: Workspace
) -> tuple[float, float, float, float, float]:
    """Return (y'Py, y'PPy, y'PPPy, tr P, tr PP) for P = W - W Z (Z'W Z)^-1 Z'W.

    NaN where the columns are dependent. Leaves the factorisation in ``ws``.
    """
    if not factor(Zt, y, w, ws):
        return math.nan, math.nan, math.nan, math.nan, math.nan
    _s, e, h, f, u, Q, _R, _g = ws
    p, k = Zt.shape
    y1 = 0.0
    y2 = 0.0
    trace = 0.0
    for i in range(k):
        y1 += e[i] * e[i]
        u[i] = w[i] * e[i]
        y2 += u[i] * e[i]
        trace += w[i] * f[i]
    y3 = 0.0
    for i in range(k):
        if h[i] > 0.5:
            c = f[i] * u[i]
            for j in range(k):
                if j != i:
                    c -= hat(Q, i, j) * u[j]
            y3 += c * c
    # the remaining entries of (I - H) u: subtract the projection column by column, in place
    for m in range(p):
        c = 0.0
        for i in range(k):
            c += Q[m, i] * u[i]
        for i in range(k):
            u[i] -= c * Q[m, i]
    for i in range(k):
        if h[i] <= 0.5:
            y3 += u[i] * u[i]
    return y1, y2, y3, trace, trace2(w, w, ws)


@jit
def logdet(ws: Workspace) -> float:
    """Log determinant of Z'WZ after ``factor``."""
    R = ws[6]
    total = 0.0
    for j in range(R.shape[0]):
        total += math.log(R[j, j])
    return 2.0 * total


@jit
def solve(ws: Workspace, b: Array) -> None:
    """Write the coefficients (Z'WZ)^-1 Z'W y into b after ``factor``."""
    R = ws[6]
    g = ws[7]
    p = R.shape[0]
    for j in range(p - 1, -1, -1):
        c = g[j]
        for m in range(j + 1, p):
            c -= R[j, m] * b[m]
        b[j] = c / R[j, j]


@jit
def invert(ws: Workspace, T: Array) -> None:
    """Write the inverse of R into T (upper triangular): (Z'WZ)^-1 = T T'."""
    R = ws[6]
    p = R.shape[0]
    for j in range(p):
        for m in range(p):
            T[m, j] = 0.0
        T[j, j] = 1.0 / R[j, j]
        for m in range(j - 1, -1, -1):
            c = 0.0
            for n in range(m + 1, j + 1):
                c -= R[m, n] * T[n, j]
            T[m, j] = c / R[m, m]


@jit
def log_likelihood(y1: float, v: Array, tau2: float) -> float:
    """Log-likelihood of the best coefficients at tau2, where y1 = y'Py."""
    total: float = v.shape[0] * math.log(2.0 * math.pi) + y1
    for i in range(v.shape[0]):
        total += math.log(v[i] + tau2)
    return -0.5 * total


@jit
def log_likelihood_restricted(y1: float, v: Array, tau2: float, ws: Workspace) -> float:
    """Restricted log-likelihood at tau2 for orthonormal columns.

    For other columns of the same span the one with 1/2 log det X'X added, as R and metafor report.
    """
    p: int = ws[6].shape[0]
    total: float = log_likelihood(y1, v, tau2) - 0.5 * logdet(ws)
    return total + 0.5 * p * math.log(2.0 * math.pi)
