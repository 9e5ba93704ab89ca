"""Adaptive Gauss-Hermite quadrature with a few fixed nodes, as other packages stop at.

For comparison with them only: one node is the Laplace approximation, seven are rma.glmm's default.
With so few nodes the value depends on where they lie, so no derivatives are given. Pinheiro and
Bates 1995, J Comput Graph Stat.
"""

import math

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.bivariate import _height as plane_height
from trephine.evidence.kernel.bivariate import _peak as plane_peak
from trephine.evidence.kernel.likelihood import TWO_ARMS_BINOMIAL
from trephine.evidence.kernel.marginal import height
from trephine.evidence.kernel.mode import jit

_LOG_SQRT_2PI = 0.9189385332046727


@jit
def _study(
    family: int, x: Vector, log_w: Vector, eta: float, tau: float, alpha: float, row: Vector
) -> float:
    y1, n1, y2 = float(row[0]), float(row[1]), float(row[2])
    n2, o1, o2 = float(row[3]), float(row[4]), float(row[5])
    z = 0.0
    limit = 2.0 / tau if tau > 0.2 else 10.0
    top, slope, curve = height(family, z, eta, tau, alpha, y1, n1, y2, n2, o1, o2)
    for _ in range(200):
        step = min(max(-slope / curve, -limit), limit)
        z += step
        top, slope, curve = height(family, z, eta, tau, alpha, y1, n1, y2, n2, o1, o2)
        if abs(step) < 1e-12:
            break
    scale = math.sqrt(-2.0 / curve)
    total = 0.0
    for j in range(x.shape[0]):
        at = z + scale * x[j]
        rise = height(family, at, eta, tau, alpha, y1, n1, y2, n2, o1, o2)[0] - top
        total += math.exp(rise + x[j] * x[j] + log_w[j])
    return top + math.log(scale * total) - _LOG_SQRT_2PI


@jit
def hermite_total(
    family: int,
    x: Vector,
    log_w: Vector,
    X: Vector,
    parameters: Vector,
    alpha: Vector,
    table: Vector,
) -> float:
    """Approximate log-likelihood; fixed study effects are put at their maximum, in ``alpha``."""
    k, p = X.shape
    tau = abs(float(parameters[p]))
    value = 0.0
    for s in range(k):
        eta = 0.0
        for i in range(p):
            eta += float(X[s, i]) * float(parameters[i])
        here = _study(family, x, log_w, eta, tau, float(alpha[s]), table[s])
        if family >= TWO_ARMS_BINOMIAL:
            h = 1e-3
            for _ in range(50):
                up = _study(family, x, log_w, eta, tau, float(alpha[s]) + h, table[s])
                down = _study(family, x, log_w, eta, tau, float(alpha[s]) - h, table[s])
                curve = min((up - 2.0 * here + down) / (h * h), -1e-8)
                step = min(max(-(up - down) / (2.0 * h) / curve, -1.0), 1.0)
                alpha[s] += step
                here = _study(family, x, log_w, eta, tau, float(alpha[s]), table[s])
                if abs(step) < 1e-9:
                    break
        value += here
    return value


@jit
def laplace_plane_total(code: int, X: Vector, parameters: Vector, table: Vector) -> float:
    """Laplace approximation with two random effects."""
    k, p = X.shape
    mu, sigma = float(parameters[p]), abs(float(parameters[p + 1]))
    tau = abs(float(parameters[p + 2]))
    value = 0.0
    for s in range(k):
        eta = 0.0
        for i in range(p):
            eta += float(X[s, i]) * float(parameters[i])
        u, v, _top, _a, _b, _c = plane_peak(code, eta, mu, sigma, tau, table[s])
        top = 0.0
        a = 1.0
        b = 0.0
        c = 1.0
        for _ in range(4):  # the peak is a centre, not a result: polish it
            top, du, dv, a, b, c = plane_height(code, u, v, eta, mu, sigma, tau, table[s])
            det = a * c - b * b
            u += (c * du - b * dv) / det
            v += (a * dv - b * du) / det
        value += top - 0.5 * math.log(a * c - b * b)
    return value
