"""Maximum likelihood for models with one normal random effect: global, to machine precision.

Given tau the log-likelihood is concave in the coefficients (Prekopa 1973: integrals of log-concave
functions), so damped Newton always finds their maximum; tau alone can have several. It is scanned
on a grid from 0 to about 6 on the link scale (whose unit is natural), each local maximum is
refined jointly with the coefficients, the best is kept. tau enters as a signed number: the
likelihood is even in it, so a maximum at tau = 0 is an ordinary stationary point.

Parameters are stored as beta_0 ... beta_{p-1}, tau.
"""

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.marginal import profiled_terms
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.newton import ascent

NODES = 33  # enough for 1e-12 in most sets; doubled until it is
MOST_NODES = 2049
FAR = 500.0  # a parameter that has run away: no maximum at a finite place
_CLOSE = 1e-5  # a squared distance, in standard errors
_GRID = 8
_FIRST = 0.05


@jit
def total(
    family: int,
    nodes: int,
    X: Vector,
    parameters: Vector,
    alpha: Vector,
    table: Vector,
    gradient: Vector,
    hessian: Vector,
) -> float:
    """Log-likelihood of all studies; fills ``gradient`` (p + 1) and ``hessian``."""
    k, p = X.shape
    value = 0.0
    gradient[:] = 0.0
    hessian[:] = 0.0
    tau = float(parameters[p])
    for s in range(k):
        eta = 0.0
        for i in range(p):
            eta += float(X[s, i]) * float(parameters[i])
        le, se, st, ee, et, tt, alpha[s] = profiled_terms(
            family, nodes, eta, tau, float(alpha[s]), table[s]
        )
        value += le
        gradient[p] += st
        hessian[p, p] += tt
        for i in range(p):
            x = float(X[s, i])
            gradient[i] += x * se
            hessian[i, p] += x * et
            for j in range(i + 1):
                hessian[i, j] += x * float(X[s, j]) * ee
    for i in range(p + 1):
        for j in range(i):
            if i == p:
                hessian[i, j] = hessian[j, i]
            else:
                hessian[j, i] = hessian[i, j]
    return value


@jit
def climb(
    family: int,
    nodes: int,
    X: Vector,
    parameters: Vector,
    free: Vector,
    alpha: Vector,
    table: Vector,
    gradient: Vector,
    hessian: Vector,
    tolerance: float,
) -> float:
    """Climb to a local maximum over the ``free`` parameters (changed in place); return it.

    Stops when the Newton decrement, the squared distance to the maximum in standard errors, is
    below ``tolerance``, or when a coefficient runs away (|parameter| > FAR: the maximum is at
    infinity).
    """
    p = X.shape[1]
    value = total(family, nodes, X, parameters, alpha, table, gradient, hessian)
    last = np.inf
    for _ in range(100):
        if free[p] > 0.0 and abs(parameters[p]) < 1e-3 and hessian[p, p] > 0.0:
            parameters[p] = 0.05  # tau = 0 is a minimum: leave it
            value = total(family, nodes, X, parameters, alpha, table, gradient, hessian)
        step = ascent(gradient, hessian, free)
        decrement = np.sum(step * gradient)
        largest = np.max(np.abs(step))
        if largest > 3.0:
            step *= 3.0 / largest
        before = parameters.copy()
        held = alpha.copy()
        parameters[:] = before + step
        new = total(family, nodes, X, parameters, alpha, table, gradient, hessian)
        # Close by, Newton needs no guard, and the value no longer tells up from down.
        if decrement > _CLOSE:
            for _ in range(12):
                if new >= value:
                    break
                step *= 0.3
                alpha[:] = held
                parameters[:] = before + step
                new = total(family, nodes, X, parameters, alpha, table, gradient, hessian)
            if new < value:  # the quadrature is too coarse to climb further
                parameters[:] = before
                alpha[:] = held
                break
        value = new
        if decrement < tolerance or (decrement < _CLOSE and decrement > 0.5 * last):
            break
        last = decrement
        if np.max(np.abs(parameters * free)) > FAR:
            break
    if parameters[p] < 0.0:
        parameters[p] = -parameters[p]
        gradient[p] = -gradient[p]
        hessian[p, :] *= -1.0
        hessian[:, p] *= -1.0
    return value


@jit
def maximise(
    family: int, nodes: int, X: Vector, alpha: Vector, table: Vector, random: int
) -> tuple[float, Vector]:
    """Global maximum with ``nodes`` nodes; returns it and the parameters. ``alpha``: in place."""
    p = X.shape[1]
    gradient = np.zeros(p + 1)
    hessian = np.zeros((p + 1, p + 1))
    free = np.ones(p + 1)
    free[p] = 0.0
    current = np.zeros(p + 1)
    value = climb(family, nodes, X, current, free, alpha, table, gradient, hessian, 1e-10)
    best = current.copy()
    best_alpha = alpha.copy()
    if random == 0 or np.max(np.abs(current)) > FAR:
        return value, best
    rises = hessian[p, p] > 0.0
    taus = np.zeros(_GRID + 1)
    heights = np.zeros(_GRID + 1)
    points = np.zeros((_GRID + 1, p + 1))
    heights[0] = value
    points[0] = current
    alphas = np.zeros((_GRID + 1, alpha.shape[0]))
    alphas[0] = alpha
    for g in range(1, _GRID + 1):
        taus[g] = _FIRST * 2.0 ** (g - 1)
        current[p] = taus[g]
        fine = nodes + int(6.0 * taus[g])
        heights[g] = climb(family, fine, X, current, free, alpha, table, gradient, hessian, 1e-2)
        points[g] = current
        alphas[g] = alpha
    free[p] = 1.0
    for g in range(_GRID + 1):
        if g == 0 and not rises:
            continue
        if g > 0 and heights[g] < heights[g - 1]:
            continue
        if g < _GRID and heights[g] < heights[g + 1]:
            continue
        if g == 0:
            current[:] = points[1]
            alpha[:] = alphas[1]
        else:
            current[:] = points[g]
            alpha[:] = alphas[g]
        new = climb(family, nodes, X, current, free, alpha, table, gradient, hessian, 1e-6)
        if new > value:
            value = new
            best[:] = current
            best_alpha[:] = alpha
    alpha[:] = best_alpha
    return value, best
