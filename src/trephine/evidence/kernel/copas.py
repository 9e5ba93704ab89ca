"""Log-likelihood of the Copas selection model, with its gradient and Hessian, and its maximum.

A study with reported standard error s is seen if z = gamma0 + gamma1/s + delta > 0, delta standard
normal and correlated rho with the study's sampling error. Given gamma, u = gamma0 + gamma1/s and
c = lambda(u) (u + lambda(u)), lambda the inverse Mills ratio: the sampling variance before
selection is sigma2 = s2 / (1 - rho2 c), and

    log L = sum -log(S)/2 - r^2/(2 S) + log Phi(v) - log Phi(u),   S = sigma2 + tau2,
    r = y - mu - beta s,   v = (u + rho sigma r / S) / sqrt(1 - rho2 sigma2 / S).

Derivatives are carried forward through these formulas to second order, as arrays of value,
gradient and upper Hessian by (mu, rho, tau2, beta).
"""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.bounded import propose
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.selection_fit import typical_size
from trephine.evidence.kernel.special import norm_logcdf, norm_logpdf

Array = NDArray[np.float64]
_N = 4
_MOST = 300
_LOG_2PI = 1.8378770664093453


@jit
def _apply(a: Array, f: float, f1: float, f2: float, out: Array) -> None:
    """Out = f(a), f1 and f2 the first two derivatives of f there."""
    at = 1 + _N
    for i in range(_N):
        for j in range(i, _N):
            out[at] = f1 * a[at] + f2 * a[1 + i] * a[1 + j]
            at += 1
    for i in range(_N):
        out[1 + i] = f1 * a[1 + i]
    out[0] = f


@jit
def _times(a: Array, b: Array, out: Array) -> None:
    """Out = a b; ``out`` must be neither."""
    at = 1 + _N
    for i in range(_N):
        for j in range(i, _N):
            out[at] = a[0] * b[at] + b[0] * a[at] + a[1 + i] * b[1 + j] + a[1 + j] * b[1 + i]
            at += 1
    for i in range(_N):
        out[1 + i] = a[0] * b[1 + i] + b[0] * a[1 + i]
    out[0] = a[0] * b[0]


@jit
def copas_loglik(theta: Array, u: Array, yi: Array, sei: Array, grad: Array, hess: Array) -> float:
    """Return the log-likelihood at theta = (mu, rho, tau2, beta); fill gradient and Hessian.

    u: gamma0 + gamma1 / sei of every study. -inf where a variance is not positive.
    """
    mu, rho, tau2, beta = theta[0], theta[1], theta[2], theta[3]
    size = 1 + _N + _N * (_N + 1) // 2
    A, sigma2, sigma, S = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    inverse, r, q, v, w, root = (
        np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size),
        np.zeros(size),
    )  # fmt: skip
    rho_jet, total = np.zeros(size), np.zeros(size)
    rho_jet[0], rho_jet[2] = rho, 1.0
    for i in range(yi.shape[0]):
        mills = math.exp(norm_logpdf(u[i]) - norm_logcdf(u[i]))
        c = mills * (u[i] + mills)
        s2 = sei[i] * sei[i]
        _apply(rho_jet, 1.0 - c * rho * rho, -2.0 * c * rho, -2.0 * c, A)
        if not A[0] > 0.0:
            return -math.inf
        _apply(A, s2 / A[0], -s2 / A[0] ** 2, 2.0 * s2 / A[0] ** 3, sigma2)
        x = math.sqrt(sigma2[0])
        _apply(sigma2, x, 0.5 / x, -0.25 / (x * sigma2[0]), sigma)
        S[:] = sigma2
        S[0] += tau2
        S[3] += 1.0
        _apply(S, 1.0 / S[0], -1.0 / S[0] ** 2, 2.0 / S[0] ** 3, inverse)
        r[:] = 0.0
        r[0], r[1], r[4] = yi[i] - mu - beta * sei[i], -1.0, -sei[i]
        _times(r, inverse, q)  # r / S
        _times(r, q, w)  # r^2 / S
        for n in range(size):
            total[n] -= 0.5 * w[n]
        _apply(S, math.log(S[0]), 1.0 / S[0], -1.0 / S[0] ** 2, w)
        for n in range(size):
            total[n] -= 0.5 * w[n]
        _times(rho_jet, sigma, w)
        _times(w, q, v)  # rho sigma r / S
        v[0] += u[i]
        _times(w, w, root)
        _times(root, inverse, w)  # rho^2 sigma^2 / S
        rest = 1.0 - w[0]
        if not rest > 0.0:
            return -math.inf
        x = 1.0 / math.sqrt(rest)
        _apply(w, x, 0.5 * x / rest, 0.75 * x / (rest * rest), root)
        _times(v, root, q)
        mills = math.exp(norm_logpdf(q[0]) - norm_logcdf(q[0]))
        _apply(q, norm_logcdf(q[0]), mills, -mills * (q[0] + mills), w)
        for n in range(size):
            total[n] += w[n]
        total[0] -= norm_logcdf(u[i]) + 0.5 * _LOG_2PI
    at = 1 + _N
    for i in range(_N):
        grad[i] = total[1 + i]
        for j in range(i, _N):
            hess[i, j] = hess[j, i] = total[at]
            at += 1
    return float(total[0])


@jit
def copas_climb(
    theta: Array, free: Array, lower: Array, upper: Array, u: Array, yi: Array, sei: Array
) -> tuple[float, bool]:
    """Move ``theta`` in place to a local maximum; return the log-likelihood and whether it is one.

    A direction in which the likelihood is flat to rounding (rho where nothing is selected) is left
    where it is.
    """
    grad, hess = np.zeros(_N), np.zeros((_N, _N))
    trial_grad, trial_hess = np.zeros(_N), np.zeros((_N, _N))
    trial = np.zeros(_N)
    moves, longest = np.zeros(_N), np.zeros(_N)
    for j in range(_N):
        trial[j] = theta[j]
        moves[j] = free[j]
        longest[j] = math.inf
    longest[0] = 2.0 * typical_size(yi, sei * sei)
    longest[1] = 0.3
    f, decrement, ridge = -math.inf, math.inf, 0.0
    relaxed = False
    tries = 0
    no_log = np.zeros(_N)
    # The likelihood is called at one place only: it is large, and compiled anew at each.
    for attempt in range(_MOST + 1):
        f_new = copas_loglik(trial, u, yi, sei, trial_grad, trial_hess)
        small = decrement <= 1e-9
        slack = 4e-15 * (abs(f) + yi.shape[0]) if small and ridge == 0.0 else 0.0
        if attempt == 0 and not f_new > -math.inf:
            return f_new, False
        if f_new > f or (slack > 0.0 and f_new >= f - slack):
            f = f_new
            for j in range(_N):
                theta[j] = trial[j]
                grad[j] = trial_grad[j]
                for j2 in range(_N):
                    hess[j, j2] = trial_hess[j, j2]
            relaxed = False
            tries = tries + 1 if small else 0
            if tries > 5 or (ridge == 0.0 and decrement <= 1e-20):
                return f, True
            ridge = 0.0 if ridge < 1e-4 else 0.05 * ridge
        elif small:
            if ridge == 0.0 or relaxed:
                return f, True
            ridge, relaxed = 0.0, True
        else:
            ridge = max(1e-3, 4.0 * ridge)
        if free[1] > 0.5:
            flat = abs(hess[1, 1]) < 1e-10 and abs(grad[1]) < 1e-10
            moves[1] = 0.0 if flat else 1.0
        decrement = -1.0
        while decrement < 0.0:
            decrement = propose(
                theta, grad, hess, moves, lower, upper, no_log, longest, ridge, trial
            )
            if decrement < 0.0:
                ridge = max(1e-3, 4.0 * ridge)
            if ridge > 1e12:
                return f, False
        if decrement == 0.0:
            return f, True
    return f, False
