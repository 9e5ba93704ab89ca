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
# A workspace is one array, (3 p + 8, k): passing nine arrays costs 300 ns a call, as much as the
# arithmetic for ten studies. Its rows, from ``workspace``:
S, E, H, F, U, Q = range(6)  # sqrt(w), weighted residuals, leverages, 1 - h, scratch, p rows of Q
# then p rows of R (upper triangular, sqrt(w) Z = Q R), one of g = Q' sqrt(w) y, p + 2 of scratch

# Below this share of its length a column counts as a combination of the ones before it. Designs
# come in centred and scaled, so a share this small is rounding unless weights differ by 1e20.
RANK = 1e-11


@jit
def workspace(k: int, p: int) -> Array:
    """Return the array that the kernels of this module write to; k >= p."""
    return np.zeros((3 * p + 8, max(k, p)))


@jit
def columns(ws: Array) -> int:
    """Return p of a workspace."""
    rows: int = ws.shape[0]
    return (rows - 8) // 3


@jit
def weigh(v: Array, tau2: float, w: Array) -> None:
    """Write 1 / (v + tau2) into w."""
    for i in range(v.shape[0]):
        w[i] = 1.0 / (v[i] + tau2)


@jit
def factor(Zt: Array, y: Array, w: Array, ws: Array) -> bool:
    """Project y on the columns of Z with weights w; False where the columns are dependent."""
    p, k = Zt.shape
    s, e, h, f = ws[S], ws[E], ws[H], ws[F]
    q, r, n = ws[Q : Q + p], ws[Q + p : Q + 2 * p], Q + 2 * p
    dominant = False
    for i in range(k):
        s[i] = math.sqrt(w[i])
        e[i] = s[i] * y[i]
        h[i] = 0.0
    for j in range(p):
        norm = 0.0
        for i in range(k):
            q[j, i] = s[i] * Zt[j, i]
            norm += q[j, i] * q[j, i]
        first = math.sqrt(norm)
        before = first
        after = first
        for m in range(j):
            r[m, j] = 0.0
        for _ in range(3):
            for m in range(j):
                c = 0.0
                for i in range(k):
                    c += q[m, i] * q[j, i]
                r[m, j] += c
                for i in range(k):
                    q[j, i] -= c * q[m, i]
            if j > 0:
                norm = 0.0
                for i in range(k):
                    norm += q[j, i] * q[j, i]
                after = math.sqrt(norm)
            if j == 0 or after > 0.7 * before:
                break
            before = after
        if not after > RANK * first:
            return False
        r[j, j] = after
        c = 0.0
        for i in range(k):
            q[j, i] /= after
            h[i] += q[j, i] * q[j, i]
            c += q[j, i] * e[i]
        ws[n, j] = c
        for i in range(k):
            e[i] -= c * q[j, i]
    for i in range(k):
        f[i] = 1.0 - h[i]
        if h[i] > 0.5:
            dominant = True
    if dominant:
        _settle_dominant(ws)
    return True


@jit
def hat(ws: Array, i: int, j: int) -> float:
    """Entry (i, j) of the symmetric hat matrix Q Q' after ``factor``."""
    c = 0.0
    for m in range(Q, Q + columns(ws)):
        c += ws[m, i] * ws[m, j]
    return c


@jit
def _settle_dominant(ws: Array) -> None:
    """Recompute 1 - h and the residual of studies that dominate (see the module's docstring)."""
    e, h, f = ws[E], ws[H], ws[F]
    k = e.shape[0]
    for i in range(k):
        if h[i] > 0.5:
            total = 0.0
            rest = 0.0
            for j in range(k):
                if j != i:
                    c = hat(ws, i, j)
                    total += c * c
                    rest += c * e[j]
            f[i] = 2.0 * total / (1.0 + math.sqrt(max(0.0, 1.0 - 4.0 * total)))
            e[i] = f[i] * e[i] - rest


@jit
def trace2(d1: Array, d2: Array, ws: Array) -> float:
    """Return tr((I - H) D1 (I - H) D2) for diagonal matrices with positive entries."""
    h, f = ws[H], ws[F]
    p, k = columns(ws), ws.shape[1]
    q = ws[Q : Q + p]
    total = 0.0
    for i in range(k):
        if h[i] > 0.5:
            total += d1[i] * d2[i] * f[i] * f[i]
            for j in range(k):
                if j != i:
                    c = hat(ws, i, j)
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
                    c = q[j, i] * q[m, i]
                    a += c * d1[i]
                    b += c * d2[i]
            total += a * b if j == m else 2.0 * a * b
    return total


@jit
def moments(Zt: Array, y: Array, w: Array, ws: Array) -> tuple[float, float, float, float, float]:
    """Return (y'Py, y'PPy, y'PPPy, tr P, tr PP) for P = W - W Z (Z'W Z)^-1 Z'W.

    NaN where the columns are dependent. Leaves the factorisation in ``ws``.
    """
    if not factor(Zt, y, w, ws):
        return math.nan, math.nan, math.nan, math.nan, math.nan
    e, h, f, u = ws[E], ws[H], ws[F], ws[U]
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
                    c -= hat(ws, i, j) * u[j]
            y3 += c * c
    # the remaining entries of (I - H) u: subtract the projection column by column, in place
    for m in range(p):
        c = 0.0
        for i in range(k):
            c += ws[Q + m, i] * u[i]
        for i in range(k):
            u[i] -= c * ws[Q + m, i]
    for i in range(k):
        if h[i] <= 0.5:
            y3 += u[i] * u[i]
    return y1, y2, y3, trace, trace2(w, w, ws)


@jit
def _quick_single(
    Zt: Array, y: Array, w: Array, ws: Array
) -> tuple[float, float, float, float, float, float]:
    """Do ``quick_moments`` for one column."""
    k = y.shape[0]
    total = 0.0
    b = 0.0
    for i in range(k):
        wz = w[i] * Zt[0, i]
        total += wz * Zt[0, i]
        b += wz * y[i]
    if total > 0.0:
        b /= total
        y1 = y2 = y3 = trace = squares = heavy = c = d = 0.0
        for i in range(k):
            z = Zt[0, i]
            h = w[i] * z * z / total
            left = y[i] - z * b
            u = w[i] * left
            y1 += u * left
            y2 += u * u
            y3 += w[i] * u * u
            c += w[i] * u * z
            d += w[i] * h
            trace += w[i] * (1.0 - h)
            squares += w[i] * w[i] * (1.0 - 2.0 * h)
            if h > 0.5:
                heavy = w[i]
        if heavy <= 10.0 * trace:
            return y1, y2, y3 - c * c / total, trace, squares + d * d, math.log(total)
    y1, y2, y3, trace, squares = moments(Zt, y, w, ws)
    return y1, y2, y3, trace, squares, logdet(ws)


@jit
def quick_moments(
    Zt: Array, y: Array, w: Array, ws: Array
) -> tuple[float, float, float, float, float, float]:
    """Return the moments and log det Z'WZ through a Cholesky factor: the fast way.

    Falls back on ``moments`` where that would cost digits: pivots that differ by 10 (condition
    100), or a dominant study whose weight is 10 times tr P. Uses scratch of ``ws`` only.
    """
    p, k = Zt.shape
    if p == 1:
        return _quick_single(Zt, y, w, ws)
    r = Q + p  # the Cholesky factor L of Z'WZ: row j, column m of it is ws[r + m, j]
    g = r + p  # L^-1 Z'Wy
    n = g + 1  # p rows of sums, one of L^-1 z_i, one of sums
    for j in range(p):
        ws[g, j] = 0.0
        for m in range(j + 1):
            c = 0.0
            for i in range(k):
                c += w[i] * Zt[j, i] * Zt[m, i]
            for q in range(m):
                c -= ws[r + q, j] * ws[r + q, m]
            if m < j:
                ws[r + m, j] = c / ws[r + m, m]
            else:
                ws[r + j, j] = math.sqrt(max(c, 0.0))
    least = ws[r, 0]
    most = ws[r, 0]
    logdet_ = 0.0
    for j in range(p):
        least = min(least, ws[r + j, j])
        most = max(most, ws[r + j, j])
    good = least > most / 10.0
    y1 = y2 = y3 = trace = squares = heavy = 0.0
    if good:
        for j in range(p):
            c = 0.0
            for i in range(k):
                c += w[i] * Zt[j, i] * y[i]
            for q in range(j):
                c -= ws[r + q, j] * ws[g, q]
            ws[g, j] = c / ws[r + j, j]
            logdet_ += 2.0 * math.log(ws[r + j, j])
            for m in range(p + 2):
                ws[n + m, j] = 0.0
        for i in range(k):
            # t = L^-1 z_i, so that the leverage is w |t|^2 and the fitted value t'b
            norm = 0.0
            left = y[i]
            for j in range(p):
                c = Zt[j, i]
                for q in range(j):
                    c -= ws[r + q, j] * ws[n + p, q]
                c /= ws[r + j, j]
                ws[n + p, j] = c
                norm += c * c
                left -= c * ws[g, j]
            h = w[i] * norm
            u = w[i] * left
            uu = u * u
            y1 += u * left
            y2 += uu
            y3 += w[i] * uu
            trace += w[i] * (1.0 - h)
            squares += w[i] * w[i] * (1.0 - 2.0 * h)
            if h > 0.5:
                heavy = max(heavy, w[i])
            for j in range(p):
                ws[n + p + 1, j] += w[i] * u * ws[n + p, j]
                for m in range(j + 1):
                    ws[n + j, m] += w[i] * w[i] * ws[n + p, j] * ws[n + p, m]
        for j in range(p):
            y3 -= ws[n + p + 1, j] ** 2
            for m in range(j + 1):
                squares += (1.0 if m == j else 2.0) * ws[n + j, m] ** 2
        good = heavy <= 10.0 * trace
    if not good:
        y1, y2, y3, trace, squares = moments(Zt, y, w, ws)
        logdet_ = logdet(ws)
    return y1, y2, y3, trace, squares, logdet_


@jit
def logdet(ws: Array) -> float:
    """Log determinant of Z'WZ after ``factor``."""
    p = columns(ws)
    total = 0.0
    for j in range(p):
        total += math.log(ws[Q + p + j, j])
    return 2.0 * total


@jit
def solve(ws: Array, b: Array) -> None:
    """Write the coefficients (Z'WZ)^-1 Z'W y into b after ``factor``."""
    p = columns(ws)
    r, g = Q + p, Q + 2 * p
    for j in range(p - 1, -1, -1):
        c = ws[g, j]
        for m in range(j + 1, p):
            c -= ws[r + j, m] * b[m]
        b[j] = c / ws[r + j, j]


@jit
def invert(ws: Array, T: Array) -> None:
    """Write the inverse of R into T (upper triangular): (Z'WZ)^-1 = T T'."""
    p = columns(ws)
    r = Q + p
    for j in range(p):
        for m in range(p):
            T[m, j] = 0.0
        T[j, j] = 1.0 / ws[r + j, j]
        for m in range(j - 1, -1, -1):
            c = 0.0
            for n in range(m + 1, j + 1):
                c -= ws[r + m, n] * T[n, j]
            T[m, j] = c / ws[r + m, m]


@jit
def log_likelihood(y1: float, v: Array, tau2: float) -> float:
    """Log-likelihood of the best coefficients at tau2, where y1 = y'Py."""
    total: float = v.shape[0] * math.log(2.0 * math.pi) + y1
    for i in range(v.shape[0]):
        total += math.log(v[i] + tau2)
    return -0.5 * total


@jit
def log_likelihood_restricted(
    y1: float, v: Array, tau2: float, p: int, log_determinant: float
) -> float:
    """Restricted log-likelihood at tau2 for p orthonormal columns, given log det Z'WZ.

    For other columns of the same span the one with 1/2 log det X'X added, as R and metafor report.
    """
    total: float = log_likelihood(y1, v, tau2) - 0.5 * log_determinant
    return total + 0.5 * p * math.log(2.0 * math.pi)
