"""MultilevelModel: the likelihood of effects within clusters, with two variances to estimate.

Var(y) in a cluster is D + U C U': D diagonal, (1 - rho) vi + sigma2_within; U the columns 1 and
root(vi), C their weights sigma2_between and rho. By Woodbury's identity every quantity is a sum
over effects and a 2x2 system a cluster: no k by k matrix is formed.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.effect_set import Vector

_LOG_2PI = math.log(2.0 * math.pi)


class ClusterFit(NamedTuple):
    """Generalised least squares at given variances, and the derivatives of the likelihood.

    ``gradient`` (2,) and average information ``information`` (2, 2) are in the variances,
    between clusters first.
    """

    value: float
    beta: Vector
    vb: Vector
    residual: Vector
    weighted: Vector
    gradient: Vector
    information: Vector


class MultilevelModel:
    """Data of a three-level model: y, v (k,), Z (k, p) orthonormal columns, cluster codes."""

    __slots__ = ("Z", "cluster", "clusters", "rho", "root", "v", "y")

    def __init__(
        self, y: Vector, v: Vector, Z: Vector, cluster: NDArray[np.intp], rho: float
    ) -> None:
        """Take effects, variances, design, cluster of each effect, and sampling correlation."""
        self.y = y
        self.v = v
        self.Z = Z
        self.cluster = cluster
        self.clusters = int(cluster.max()) + 1
        self.rho = rho
        self.root = np.sqrt(v)

    def by_cluster(self, values: Vector) -> Vector:
        """Return the sum of ``values`` in each cluster."""
        out = np.bincount(self.cluster, weights=values, minlength=self.clusters)
        return out.astype(np.float64, copy=False)

    def solver(self, between: float, within: float) -> "ClusterInverse":
        """Return the inverse of Var(y) at these variances."""
        return ClusterInverse(self, between, within)

    def fit(self, between: float, within: float, *, restricted: bool) -> ClusterFit:
        """Return the fit at these variances (ML's, or REML's if ``restricted``)."""
        W = self.solver(between, within)
        WZ = np.column_stack([W.apply(column) for column in self.Z.T])
        G = self.Z.T @ WZ
        vb = np.linalg.inv(G)
        vb = 0.5 * (vb + vb.T)
        beta = vb @ (WZ.T @ self.y)
        r = self.y - self.Z @ beta
        q = W.apply(r)
        rss = float(r @ q)
        k, p = self.Z.shape
        df = k - p if restricted else k
        value = -0.5 * (df * _LOG_2PI + W.log_determinant + rss)
        if restricted:
            value -= 0.5 * float(np.linalg.slogdet(G)[1])
        ones_q = self.by_cluster(q)
        directions = (ones_q[self.cluster], q)
        traces = [W.sum_of_blocks(), W.trace()]
        if restricted:
            S = np.column_stack([self.by_cluster(column) for column in WZ.T])
            traces[0] -= float(np.trace(vb @ (S.T @ S)))
            traces[1] -= float(np.trace(vb @ (WZ.T @ WZ)))
        gradient = 0.5 * np.array([float(ones_q @ ones_q), float(q @ q)])
        gradient -= 0.5 * np.array(traces)
        information = np.empty((2, 2))
        P = [W.apply(d) for d in directions]
        P = [one - WZ @ (vb @ (WZ.T @ d)) for one, d in zip(P, directions, strict=True)]
        for i in range(2):
            for j in range(2):
                information[i, j] = 0.5 * float(directions[i] @ P[j])
        return ClusterFit(value, beta, vb, r, q, gradient, information)

    def block(self, rows: NDArray[np.intp], between: float, within: float) -> Vector:
        """Var(y) of the effects ``rows`` of one cluster."""
        s = self.root[rows]
        out: Vector = self.rho * np.outer(s, s) + between
        out[np.diag_indices(len(rows))] = self.v[rows] + between + within
        return out


class ClusterInverse:
    """The inverse of Var(y): products with it, its log determinant and traces."""

    __slots__ = ("_d", "_i11", "_i12", "_i22", "_model", "_s", "_t", "log_determinant")

    def __init__(self, model: MultilevelModel, between: float, within: float) -> None:
        """Factor Var(y) = D + U C U' cluster by cluster."""
        self._model = model
        d = 1.0 / ((1.0 - model.rho) * model.v + within)
        a, c = math.sqrt(between), math.sqrt(model.rho)
        self._d = d
        self._s = np.full_like(d, a)  # columns of U, scaled by the root of C
        self._t = c * model.root
        m11 = 1.0 + model.by_cluster(d * self._s**2)
        m22 = 1.0 + model.by_cluster(d * self._t**2)
        m12 = model.by_cluster(d * self._s * self._t)
        det = m11 * m22 - m12**2
        self._i11, self._i12, self._i22 = m22 / det, -m12 / det, m11 / det
        self.log_determinant = float(np.log(det).sum() - np.log(d).sum())

    def apply(self, x: Vector) -> Vector:
        """Return the inverse times a vector."""
        model, d = self._model, self._d
        u1, u2 = model.by_cluster(d * self._s * x), model.by_cluster(d * self._t * x)
        w1 = self._i11 * u1 + self._i12 * u2
        w2 = self._i12 * u1 + self._i22 * u2
        at = model.cluster
        return d * (x - self._s * w1[at] - self._t * w2[at])

    def trace(self) -> float:
        """Return the trace of the inverse."""
        model, d = self._model, self._d
        a = model.by_cluster(d**2 * self._s**2)
        b = model.by_cluster(d**2 * self._s * self._t)
        c = model.by_cluster(d**2 * self._t**2)
        return float(d.sum() - (self._i11 * a + 2.0 * self._i12 * b + self._i22 * c).sum())

    def sum_of_blocks(self) -> float:
        """Return the sum over clusters of 1'W1."""
        ones = np.ones_like(self._d)
        return float(self.apply(ones).sum())
