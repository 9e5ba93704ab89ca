"""Marginal log-likelihood of a two-arm study with two normal random effects, and its derivatives.

Arm 1 has linear predictor mu + eta + sigma u + tau v / 2, arm 2 has mu + sigma u - tau v / 2, with
u and v independent standard normal: the unconditional model with random study effects. The
integral is a product trapezoidal rule in coordinates that the Cholesky factor of the curvature at
the mode rotates and scales; see ``marginal`` for why. Parameters are stored as
beta_0 ... beta_{p-1}, mu, sigma, tau.
"""

import math

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.likelihood import arm
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.newton import ascent

_DROP = 39.0
_REACH = 8.9
_LOG_2PI = 1.8378770664093453
FAR = 500.0
_CLOSE = 1e-5


@jit
def _height(
    code: int, u: float, v: float, eta: float, mu: float, sigma: float, tau: float, row: Vector
) -> tuple[float, float, float, float, float, float]:
    """Log integrand in (u, v), its gradient and minus its Hessian (uu, uv, vv)."""
    half = 0.5 * tau
    a, f, s = arm(code, mu + eta + row[4] + sigma * u + half * v, row[0], row[1])
    b, g, t = arm(code, mu + row[5] + sigma * u - half * v, row[2], row[3])
    return (
        a + b - 0.5 * (u * u + v * v),
        sigma * (f + g) - u,
        half * (f - g) - v,
        1.0 - sigma * sigma * (s + t),
        -sigma * half * (s - t),
        1.0 - half * half * (s + t),
    )


@jit
def _peak(
    code: int, eta: float, mu: float, sigma: float, tau: float, row: Vector
) -> tuple[float, float, float, float, float, float]:
    """Mode (u, v), the height there, and the Cholesky factor (l11, l21, l22) of its curvature."""
    u = 0.0
    v = 0.0
    top, du, dv, a, b, c = _height(code, u, v, eta, mu, sigma, tau, row)
    for _ in range(200):
        det = a * c - b * b
        su = (c * du - b * dv) / det
        sv = (a * dv - b * du) / det
        moved = abs(sigma * su) + abs(0.5 * tau * sv)
        if moved > 2.0:
            su *= 2.0 / moved
            sv *= 2.0 / moved
        u += su
        v += sv
        top, du, dv, a, b, c = _height(code, u, v, eta, mu, sigma, tau, row)
        if abs(su) + abs(sv) < 1e-3:  # a centre, not a result
            break
    l11 = math.sqrt(a)
    l21 = b / l11
    return u, v, top, l11, l21, math.sqrt(c - l21 * l21)


@jit
def _extent(
    code: int,
    u: float,
    v: float,
    du: float,
    dv: float,
    top: float,
    eta: float,
    mu: float,
    sigma: float,
    tau: float,
    row: Vector,
) -> float:
    """How many steps (du, dv) from the mode the integrand has surely fallen by _DROP."""
    outside = math.log(_REACH / math.sqrt(du * du + dv * dv))
    inside = 0.0
    for _ in range(5):
        middle = 0.5 * (outside + inside)
        r = math.exp(middle)
        fallen = _height(code, u + r * du, v + r * dv, eta, mu, sigma, tau, row)[0]
        if fallen < top - _DROP:
            outside = middle
        else:
            inside = middle
    return math.exp(outside)


@jit
def study_terms(
    code: int,
    nodes: int,
    margin: float,
    eta: float,
    mu: float,
    sigma: float,
    tau: float,
    row: Vector,
    out: Vector,
) -> None:
    """Fill ``out`` (15): log-likelihood, 4 first and 10 second derivatives.

    Order of parameters: eta, mu, sigma, tau; second derivatives row by row of the lower triangle.
    ``margin`` widens the box of integration. With tau = 0 the integral is over u alone and the
    derivatives in tau are left at 0.
    """
    u0, v0, top, l11, l21, l22 = _peak(code, eta, mu, sigma, tau, row)
    # Unit steps along the rotated axes: columns of the inverse transpose of the factor.
    u1 = 1.0 / l11
    u2 = -l21 / (l11 * l22)
    v2 = 1.0 / l22
    single = tau == 0.0
    low1 = -margin * _extent(code, u0, v0, -u1, 0.0, top, eta, mu, sigma, tau, row)
    high1 = margin * _extent(code, u0, v0, u1, 0.0, top, eta, mu, sigma, tau, row)
    step1 = (high1 - low1) / (nodes - 1)
    rows = 1
    low2 = 0.0
    step2 = 1.0
    if not single:
        rows = nodes
        low2 = -margin * _extent(code, u0, v0, -u2, -v2, top, eta, mu, sigma, tau, row)
        high2 = margin * _extent(code, u0, v0, u2, v2, top, eta, mu, sigma, tau, row)
        step2 = (high2 - low2) / (nodes - 1)
    y1, n1, y2, n2 = float(row[0]), float(row[1]), float(row[2]), float(row[3])
    base1 = mu + eta + float(row[4])
    base2 = mu + float(row[5])
    total = 0.0
    out[:] = 0.0
    for j2 in range(rows):
        t2 = low2 + step2 * j2
        v = v0 + t2 * v2
        for j1 in range(nodes):
            u = u0 + (low1 + step1 * j1) * u1 + t2 * u2
            a, f, s = arm(code, base1 + sigma * u + 0.5 * tau * v, y1, n1)
            b, g, t = arm(code, base2 + sigma * u - 0.5 * tau * v, y2, n2)
            w = math.exp(a + b - 0.5 * (u * u + v * v) - top)
            if w < 1e-19:
                continue
            total += w
            fg = f + g
            fu = u * fg
            ft = 0.5 * v * (f - g)
            st = s + t
            out[1] += w * f
            out[2] += w * fg
            out[3] += w * fu
            out[4] += w * ft
            out[5] += w * (s + f * f)
            out[6] += w * (s + f * fg)
            out[7] += w * (st + fg * fg)
            out[8] += w * (u * s + f * fu)
            out[9] += w * (u * st + fg * fu)
            out[10] += w * (u * u * st + fu * fu)
            out[11] += w * (0.5 * v * s + f * ft)
            out[12] += w * (0.5 * v * (s - t) + fg * ft)
            out[13] += w * (0.5 * u * v * (s - t) + fu * ft)
            out[14] += w * (0.25 * v * v * st + ft * ft)
    out /= total
    place = 5
    for i in range(1, 5):
        for j in range(1, i + 1):
            out[place] -= out[i] * out[j]
            place += 1
    if single:
        area = step1 * u1
        out[0] = top + math.log(total * area) - 0.5 * _LOG_2PI
    else:
        area = step1 * step2 / (l11 * l22)
        out[0] = top + math.log(total * area) - _LOG_2PI


@jit
def total(
    code: int,
    nodes: int,
    margin: float,
    X: Vector,
    parameters: Vector,
    table: Vector,
    gradient: Vector,
    hessian: Vector,
) -> float:
    """Log-likelihood of all studies; fills ``gradient`` (p + 3) and ``hessian``."""
    k, p = X.shape
    mu, sigma, tau = float(parameters[p]), float(parameters[p + 1]), float(parameters[p + 2])
    out = np.zeros(15)
    value = 0.0
    gradient[:] = 0.0
    hessian[:] = 0.0
    for s in range(k):
        eta = 0.0
        for i in range(p):
            eta += float(X[s, i]) * float(parameters[i])
        study_terms(code, nodes, margin, eta, mu, sigma, tau, table[s], out)
        value += out[0]
        for i in range(p):
            x = X[s, i]
            gradient[i] += x * out[1]
            for j in range(i + 1):
                hessian[i, j] += x * X[s, j] * out[5]
            hessian[p, i] += x * out[6]
            hessian[p + 1, i] += x * out[8]
            hessian[p + 2, i] += x * out[11]
        for i in range(3):
            gradient[p + i] += out[2 + i]
        hessian[p, p] += out[7]
        hessian[p + 1, p] += out[9]
        hessian[p + 1, p + 1] += out[10]
        hessian[p + 2, p] += out[12]
        hessian[p + 2, p + 1] += out[13]
        hessian[p + 2, p + 2] += out[14]
    for i in range(p + 3):
        for j in range(i):
            hessian[j, i] = hessian[i, j]
    return value


@jit
def climb(
    code: int,
    nodes: int,
    margin: float,
    X: Vector,
    parameters: Vector,
    free: Vector,
    table: Vector,
    gradient: Vector,
    hessian: Vector,
    tolerance: float,
) -> float:
    """Climb to a local maximum over the ``free`` parameters; as ``maximum.climb``."""
    p = X.shape[1]
    value = total(code, nodes, margin, X, parameters, table, gradient, hessian)
    last = np.inf
    for _ in range(100):
        step = ascent(gradient, hessian, free)
        decrement = np.sum(step * gradient)
        largest = np.max(np.abs(step))
        if largest > 3.0:
            step *= 3.0 / largest
        before = parameters.copy()
        parameters[:] = before + step
        new = total(code, nodes, margin, X, parameters, table, gradient, hessian)
        if decrement > _CLOSE:
            for _ in range(12):
                if new >= value:
                    break
                step *= 0.3
                parameters[:] = before + step
                new = total(code, nodes, margin, X, parameters, table, gradient, hessian)
            if new < value:  # the quadrature is too coarse to climb further
                parameters[:] = before
                break
        value = new
        if decrement < tolerance or (decrement < _CLOSE and decrement > 0.5 * last):
            break
        last = decrement
        if np.max(np.abs(parameters * free)) > FAR:
            break
    for i in (p + 1, p + 2):
        if parameters[i] < 0.0:
            parameters[i] = -parameters[i]
            gradient[i] = -gradient[i]
            hessian[i, :] *= -1.0
            hessian[:, i] *= -1.0
    return value
