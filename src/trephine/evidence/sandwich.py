"""sandwich: cluster-robust covariance of generalised least squares coefficients.

With a working covariance Phi, block diagonal by cluster, weights W its inverse and residuals e, the
covariance is M (sum over clusters of X'W A e e'A'W X) M, M = (X'WX)^-1. CR0 takes A = I; CR1
multiplies by m / (m - p) for m clusters; CR2 takes the A that makes it unbiased if Phi is right
(Bell and McCaffrey 2002; Pustejovsky and Tipton 2018, J Bus Econ Stat). Satterthwaite's degrees of
freedom match mean and variance of the quadratic form under Phi.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.effect_set import Vector

Rows = list[NDArray[np.intp]]
_RANK = 1e-12  # an eigenvalue below this share of the largest is a direction without residual


class Sandwich(NamedTuple):
    """Covariance of the coefficients, and degrees of freedom of each."""

    vb: Vector
    ddf: Vector


def rows_of(cluster: NDArray[np.intp]) -> Rows:
    """Return the rows of every cluster."""
    order = np.argsort(cluster, kind="stable")
    ends = np.cumsum(np.bincount(cluster))[:-1]
    return list(np.split(order, ends))


def sandwich(X: Vector, e: Vector, Phi: list[Vector], rows: Rows, *, kind: str) -> Sandwich:
    """Return the robust covariance; ``Phi`` holds a block for each entry of ``rows``.

    Degrees of freedom are m - p for CR0 and CR1, Satterthwaite's for CR2.
    """
    p, m = X.shape[1], len(rows)
    WX = [np.linalg.solve(phi, X[r]) for phi, r in zip(Phi, rows, strict=True)]
    G = sum((X[r].T @ one for one, r in zip(WX, rows, strict=True)), np.zeros((p, p)))
    M = np.asarray(np.linalg.inv(G), dtype=np.float64)
    if kind != "CR2":
        scores = np.array([one.T @ e[r] for one, r in zip(WX, rows, strict=True)])
        vb = M @ (scores.T @ scores) @ M
        if kind == "CR1":
            vb = vb * (m / (m - p))
        return Sandwich(vb, np.full(p, float(m - p)))
    AWX = [_adjustment(phi, X[r], M) @ one for phi, r, one in zip(Phi, rows, WX, strict=True)]
    scores = np.array([one.T @ e[r] for one, r in zip(AWX, rows, strict=True)])
    ddf = np.array([_satterthwaite(X, M, AWX, Phi, rows, M[:, j]) for j in range(p)])
    return Sandwich(M @ (scores.T @ scores) @ M, ddf)


def _adjustment(phi: Vector, X: Vector, M: Vector) -> Vector:
    """Return the A with A Var(e) A' = Phi in one cluster, Var(e) = Phi - X M X'."""
    L = np.linalg.cholesky(phi)
    B = L.T @ (phi - X @ M @ X.T) @ L
    values, vectors = np.linalg.eigh(0.5 * (B + B.T))
    keep = values > _RANK * max(float(values.max()), 0.0)
    root = np.where(keep, 1.0 / np.sqrt(np.where(keep, values, 1.0)), 0.0)
    out: Vector = L @ (vectors * root) @ vectors.T @ L.T
    return out


def _satterthwaite(
    X: Vector, M: Vector, AWX: list[Vector], Phi: list[Vector], rows: Rows, q: Vector
) -> float:
    """Degrees of freedom of one coefficient, q its row of M.

    The quadratic form is a sum of squares g_i'y; g_i'Phi g_j = delta_ij a_i'Phi_i a_i - u_i'M u_j
    with a_i = A W X q in cluster i and u_i = X_i'a_i.
    """
    a = [one @ q for one in AWX]
    U = np.array([X[r].T @ one for r, one in zip(rows, a, strict=True)])
    P = -U @ M @ U.T
    P[np.diag_indices(len(rows))] += [one @ phi @ one for one, phi in zip(a, Phi, strict=True)]
    return float(np.trace(P) ** 2 / (P**2).sum())
