"""Log-likelihood of selection models with its gradient and Hessian.

An effect y with standard error sigma is normal with mean mu and variance u = sigma^2 + tau2, seen
with a weight w(p; delta) of its p-value: density w(p(y)) phi((y - mu)/sqrt u) / (sqrt u A). A, the
chance to be seen, is a sum of normal tails for step functions; for smooth weights it is a sum over
Gauss-Legendre nodes in x = y / sigma between the points where w becomes constant, plus the tails.
Everything is written for p = P(Z > y / sigma) or its two-sided form: flip y for the other side.
"""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.special import log1pexp, norm_sf

Array = NDArray[np.float64]
NONE, STEP, BETA, HALFNORM, NEGEXP, LOGISTIC, POWER = 0, 1, 2, 3, 4, 5, 6
_LOG_2PI = 1.8378770664093453
_INV_SQRT_2PI = 0.3989422804014327
_SQRT_HALF = 0.7071067811865476


@jit
def log_weight(kind: int, delta: Array, p: float, out: Array) -> float:
    """Return log w(p; delta) of a smooth weight; ``out`` gets d1, d2, d11, d12, d22 of it."""
    for n in range(5):
        out[n] = 0.0
    z: float = delta[0] * p
    log_w = 0.0
    if kind == BETA:
        out[0] = math.log(p)
        out[1] = math.log1p(-p)
        log_w = (delta[0] - 1.0) * out[0] + (delta[1] - 1.0) * out[1]
    elif kind == HALFNORM:
        out[0] = -p * p
        log_w = -z * p
    elif kind == NEGEXP:
        out[0] = -p
        log_w = -z
    elif kind == POWER:
        out[0] = math.log1p(-p)
        log_w = delta[0] * out[0]
    else:  # LOGISTIC: 2 / (1 + exp(z))
        share = 1.0 / (1.0 + math.exp(-z))
        out[0] = -p * share
        out[2] = -p * p * share * (1.0 - share)
        log_w = math.log(2.0) - log1pexp(z)
    return log_w


@jit
def _add_tail(t: float, u: float, q: float, lower: bool, out: Array) -> None:  # noqa: FBT001  (by position)
    """Add q P(T beyond t) and its derivatives by mu, u, mu mu, mu u, u u to the first 6 of out."""
    f = q * _INV_SQRT_2PI * math.exp(-0.5 * t * t)
    if lower:
        out[0] += q * norm_sf(-t)
        f = -f
    else:
        out[0] += q * norm_sf(t)
    s = math.sqrt(u)
    out[1] += f / s
    out[2] += f * t / (2.0 * u)
    out[3] += f * t / u
    out[4] += f * (t * t - 1.0) / (2.0 * u * s)
    out[5] += f * t * (t * t - 3.0) / (4.0 * u * u)


@jit
def _step_loglik(
    theta: Array,
    yi: Array,
    vi: Array,
    group: Array,
    two_sided: bool,  # noqa: FBT001  (kernel: by position)
    cuts: Array,
    grad: Array,
    hess: Array,
) -> float:
    """``selection_loglik`` for step functions, whose chances are sums of normal tails."""
    mu, tau2 = theta[0], theta[1]
    m = theta.shape[0] - 2
    # P(z above each cut) with its derivatives by mu and u; above the lowest it is 1.
    above = np.zeros((m, 3))
    above[m - 1, 0] = 1.0
    total = -0.5 * _LOG_2PI * yi.shape[0]
    for i in range(yi.shape[0]):
        g = int(group[i])
        weight = theta[2 + g]
        if not weight > 0.0:
            return -math.inf
        u = vi[i] + tau2
        s, sigma = math.sqrt(u), math.sqrt(vi[i])
        half = 0.5 / u
        A = theta[1 + m]
        A_mu = A_u = A_uu = A_mu_u = 0.0
        for j in range(m - 1):
            p = p_mu = p_u = p_mu_u = p_uu = 0.0
            for side in range(2 if two_sided else 1):
                t = ((sigma if side == 0 else -sigma) * cuts[j] - mu) / s
                f = _INV_SQRT_2PI * math.exp(-0.5 * t * t) / s
                if side == 0:
                    p += 0.5 * math.erfc(t * _SQRT_HALF)
                else:
                    p += 0.5 * math.erfc(-t * _SQRT_HALF)
                    f = -f
                p_mu += f
                p_u += f * t * s * half
                p_mu_u += f * (t * t - 1.0) * half
                p_uu += f * s * t * (t * t - 3.0) * half * half
            above[j, 0], above[j, 1], above[j, 2] = p, p_mu, p_u
            q = theta[2 + j] - theta[3 + j]
            A += q * p
            A_mu += q * p_mu
            A_u += q * p_u
            A_mu_u += q * p_mu_u
            A_uu += q * p_uu
        if not A > 1e-290:
            return -math.inf
        r = yi[i] - mu
        z = r / u
        a0, a1 = A_mu / A, A_u / A
        total += math.log(weight / (A * s)) - 0.5 * r * z
        grad[0] += z - a0
        grad[1] += half * (r * z - 1.0) - a1
        # P(z) obeys the heat equation: its second derivative by mu is twice that by u.
        hess[0, 0] -= 1.0 / u + 2.0 * a1 - a0 * a0
        hess[0, 1] -= z / u + A_mu_u / A - a0 * a1
        hess[1, 1] += (0.5 - r * z) / (u * u) - A_uu / A + a1 * a1
        for j in range(m):
            b, b_mu, b_u = above[j, 0], above[j, 1], above[j, 2]
            if j > 0:
                b -= above[j - 1, 0]
                b_mu -= above[j - 1, 1]
                b_u -= above[j - 1, 2]
            b /= A
            grad[2 + j] -= b
            hess[0, 2 + j] -= b_mu / A - a0 * b
            hess[1, 2 + j] -= b_u / A - a1 * b
            for n in range(j + 1):
                before = above[n, 0] - (above[n - 1, 0] if n > 0 else 0.0)
                hess[2 + n, 2 + j] += b * before / A
        grad[2 + g] += 1.0 / weight
        hess[2 + g, 2 + g] -= 1.0 / (weight * weight)
    return float(total)


@jit
def _smooth_chance(
    mu: float,
    sigma: float,
    u: float,
    m: int,
    x: Array,
    weight: Array,
    edges: Array,
    ends: Array,
    tail: Array,
    A: Array,
) -> None:
    """Fill A with the chance and its derivatives.

    A; by mu, u, mu mu, mu u, u u; then (A, mu, u) by each of two parameters of the weight; then the
    second derivatives 11, 12, 22 by these.

    weight: (6, nodes), w and its derivatives 1, 2, 11, 12, 22, each times the quadrature weight.
    edges: (2, pieces), from and to of a stretch of constant w; ends: (6, pieces), w there.
    """
    s = math.sqrt(u)
    scale = sigma / s * _INV_SQRT_2PI
    # Moments of the standardised density by Hermite polynomials: derivatives by mu and u follow.
    w0 = w1 = w2 = w3 = w4 = a0 = a1 = a2 = b0 = b1 = b2 = aa = ab = bb = 0.0
    one, two = m > 0, m > 1
    for q in range(x.shape[0]):
        t = (sigma * x[q] - mu) / s
        t2 = t * t
        if t2 > 1400.0:
            continue
        f = math.exp(-0.5 * t2)
        h2 = t2 - 1.0
        w = f * weight[0, q]
        w0 += w
        w1 += w * t
        w2 += w * h2
        w3 += w * t * (t2 - 3.0)
        w4 += w * (t2 * (t2 - 6.0) + 3.0)
        if one:
            w = f * weight[1, q]
            a0 += w
            a1 += w * t
            a2 += w * h2
            aa += f * weight[3, q]
        if two:
            w = f * weight[2, q]
            b0 += w
            b1 += w * t
            b2 += w * h2
            ab += f * weight[4, q]
            bb += f * weight[5, q]
    A[0] = scale * w0
    A[1] = scale * w1 / s
    A[2] = scale * w2 / (2.0 * u)
    A[3] = scale * w2 / u
    A[4] = scale * w3 / (2.0 * u * s)
    A[5] = scale * w4 / (4.0 * u * u)
    A[6] = scale * a0
    A[7] = scale * a1 / s
    A[8] = scale * a2 / (2.0 * u)
    A[9] = scale * b0
    A[10] = scale * b1 / s
    A[11] = scale * b2 / (2.0 * u)
    A[12] = scale * aa
    A[13] = scale * ab
    A[14] = scale * bb
    for e in range(edges.shape[1]):
        for n in range(6):
            tail[n] = 0.0
        if edges[1, e] == math.inf:
            _add_tail((sigma * edges[0, e] - mu) / s, u, 1.0, False, tail)
        elif edges[0, e] == -math.inf:
            _add_tail((sigma * edges[1, e] - mu) / s, u, 1.0, True, tail)
        else:
            _add_tail((sigma * edges[0, e] - mu) / s, u, 1.0, False, tail)
            _add_tail((sigma * edges[1, e] - mu) / s, u, -1.0, False, tail)
        for n in range(6):
            A[n] += ends[0, e] * tail[n]
        for a in range(2):
            for n in range(3):
                A[6 + 3 * a + n] += ends[1 + a, e] * tail[n]
        for n in range(3):
            A[12 + n] += ends[3 + n, e] * tail[0]


@jit
def _weights(kind: int, delta: Array, p: Array, omega: Array, out: Array) -> None:
    """Fill out (6, n): omega times w(p) and its derivatives 1, 2, 11, 12, 22 by the parameters."""
    d = np.zeros(5)
    for q in range(p.shape[0]):
        w = omega[q] * math.exp(log_weight(kind, delta, p[q], d))
        out[0, q] = w
        out[1, q] = w * d[0]
        out[2, q] = w * d[1]
        out[3, q] = w * (d[0] * d[0] + d[2])
        out[4, q] = w * (d[0] * d[1] + d[3])
        out[5, q] = w * (d[1] * d[1] + d[4])


@jit
def _mirror(hess: Array) -> None:
    """Copy the upper triangle to the lower one."""
    for j in range(hess.shape[0]):
        for j2 in range(j):
            hess[j, j2] = hess[j2, j]


@jit
def selection_loglik(
    kind: int,
    theta: Array,
    yi: Array,
    vi: Array,
    p: Array,
    group: Array,
    two_sided: bool,  # noqa: FBT001  (kernel: by position)
    cuts: Array,
    x: Array,
    omega: Array,
    px: Array,
    edges: Array,
    pe: Array,
    by_weights: bool,  # noqa: FBT001  (kernel: by position)
    grad: Array,
    hess: Array,
) -> float:
    """Return the log-likelihood at theta = (mu, tau2, weights); fill its gradient and Hessian.

    p: observed p-values (censored as the weights are). group: interval of each p, for STEP.
    cuts: z of the steps between intervals. x, omega, px: nodes, their weights, their p-values.
    edges (2, pieces), pe: stretches of constant weight and the p-value that stands for each.
    by_weights: whether smooth weights' parameters are differentiated by (their places stay 0 if
    not). -inf where a study has no chance to be seen.
    """
    for j in range(theta.shape[0]):
        grad[j] = 0.0
        for j2 in range(theta.shape[0]):
            hess[j, j2] = 0.0
    if kind == STEP:
        total = _step_loglik(theta, yi, vi, group, two_sided, cuts, grad, hess)
        _mirror(hess)
        return total
    mu, tau2 = theta[0], theta[1]
    delta = theta[2:]
    m = delta.shape[0]
    if not by_weights:
        m = 0
    A = np.zeros(15)
    tail = np.zeros(6)
    weight = np.zeros((6, x.shape[0]))
    ends = np.zeros((6, pe.shape[0]))
    d = np.zeros(5)
    if kind != NONE:
        _weights(kind, delta, px, omega, weight)
        _weights(kind, delta, pe, np.ones(pe.shape[0]), ends)
    total = 0.0
    for i in range(yi.shape[0]):
        u = vi[i] + tau2
        r = yi[i] - mu
        total -= 0.5 * (_LOG_2PI + math.log(u) + r * r / u)
        grad[0] += r / u
        grad[1] += 0.5 * (r * r / u - 1.0) / u
        hess[0, 0] -= 1.0 / u
        hess[0, 1] -= r / (u * u)
        hess[1, 1] += (0.5 - r * r / u) / (u * u)
        if kind == NONE:
            continue
        total += log_weight(kind, delta, p[i], d)
        if m > 0:
            grad[2] += d[0]
            hess[2, 2] += d[2]
        if m == 2:
            grad[3] += d[1]
            hess[2, 3] += d[3]
            hess[3, 3] += d[4]
        _smooth_chance(mu, math.sqrt(vi[i]), u, m, x, weight, edges, ends, tail, A)
        chance = A[0]
        if not chance > 1e-290:
            return -math.inf
        total -= math.log(chance)
        a0 = A[1] / chance
        a1 = A[2] / chance
        grad[0] -= a0
        grad[1] -= a1
        hess[0, 0] -= A[3] / chance - a0 * a0
        hess[0, 1] -= A[4] / chance - a0 * a1
        hess[1, 1] -= A[5] / chance - a1 * a1
        for j in range(m):
            b = A[6 + 3 * j] / chance
            grad[2 + j] -= b
            hess[0, 2 + j] -= A[7 + 3 * j] / chance - a0 * b
            hess[1, 2 + j] -= A[8 + 3 * j] / chance - a1 * b
            for j2 in range(j, m):
                second = A[12 + j + j2] / chance
                hess[2 + j, 2 + j2] -= second - b * A[6 + 3 * j2] / chance
    _mirror(hess)
    return total
