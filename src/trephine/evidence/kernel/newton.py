"""One damped Newton step towards a maximum over a few free parameters.

Numba's ``np.linalg`` would import SciPy; the systems here have one to a dozen unknowns.
"""

import math

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.mode import jit


@jit
def cholesky(A: Vector, L: Vector) -> bool:
    """Lower factor of a positive definite matrix into ``L``; False where it is not one."""
    n = A.shape[0]
    for i in range(n):
        for j in range(i + 1):
            total = A[i, j]
            for m in range(j):
                total -= L[i, m] * L[j, m]
            if i == j:
                if not total > 1e-14 * abs(A[i, i]):
                    return False
                L[i, i] = math.sqrt(total)
            else:
                L[i, j] = total / L[j, j]
    return True


@jit
def cholesky_solve(L: Vector, b: Vector) -> Vector:
    """Solve L L' x = b."""
    n = L.shape[0]
    x = b.copy()
    for i in range(n):
        for m in range(i):
            x[i] -= L[i, m] * x[m]
        x[i] /= L[i, i]
    for i in range(n - 1, -1, -1):
        for m in range(i + 1, n):
            x[i] -= L[m, i] * x[m]
        x[i] /= L[i, i]
    return x


@jit
def invert(A: Vector) -> Vector:
    """Inverse of a positive definite matrix; NaN everywhere where it is not one."""
    n = A.shape[0]
    L = np.zeros((n, n))
    out = np.full((n, n), np.nan)
    if cholesky(A, L):
        for j in range(n):
            unit = np.zeros(n)
            unit[j] = 1.0
            out[:, j] = cholesky_solve(L, unit)
    return out


@jit
def ascent(gradient: Vector, hessian: Vector, free: Vector) -> Vector:
    """Newton step among the ``free`` (1.0) parameters, 0 elsewhere; always uphill.

    Where minus the Hessian is not positive definite its diagonal is raised, tenfold each time,
    until it is.
    """
    n = int(np.sum(free))
    A = np.zeros((n, n))
    b = np.zeros(n)
    size = 0.0
    r = 0
    for i in range(free.shape[0]):
        if free[i] > 0.0:
            c = 0
            for j in range(free.shape[0]):
                if free[j] > 0.0:
                    A[r, c] = -hessian[i, j]
                    c += 1
            b[r] = gradient[i]
            size = max(size, abs(A[r, r]))
            r += 1
    L = np.zeros((n, n))
    ridge = 0.0
    while not cholesky(A, L):
        grown = max(10.0 * ridge, 1e-3 * size, 1e-30)
        for i in range(n):
            A[i, i] += grown - ridge
        ridge = grown
    x = cholesky_solve(L, b)
    step = np.zeros(free.shape[0])
    r = 0
    for i in range(free.shape[0]):
        if free[i] > 0.0:
            step[i] = x[r]
            r += 1
    return step
