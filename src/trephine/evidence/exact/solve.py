"""solve: the global maximum of a problem's likelihood, with a quadrature that has converged."""

from dataclasses import dataclass

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.exact.problem import Problem
from trephine.evidence.kernel import bivariate, maximum
from trephine.evidence.kernel.likelihood import BINOMIAL_LOGIT, POISSON_LOG, TWO_ARMS_BINOMIAL
from trephine.evidence.kernel.newton import invert

TIGHT = 1e-20  # squared distance to the maximum in standard errors
CONVERGED = 1e-11  # change of the log-likelihood, relative, when the nodes are doubled
_ZERO = 1e-7  # tau on a link scale: below, the likelihood of any data is that at 0 to 1e-12
_COARSE, _PLANE, _MOST_PLANE = 17, 25, 193
_SIGMAS, _TAUS = (0.3, 1.0, 3.0), (0.05, 0.2, 0.7, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """Parameters at a maximum, the value there (without constants), derivatives and nodes.

    ``free`` marks (1.0) the parameters that were estimated. ``alpha``: float64 (k,), the fixed
    study effects of UM.FS.
    """

    value: float
    parameters: Vector
    gradient: Vector
    hessian: Vector
    free: Vector
    alpha: Vector
    nodes: int


def climb(problem: Problem, start: Maximum, *, nodes: int, tolerance: float = TIGHT) -> Maximum:
    """Climb from ``start`` over its free parameters with a quadrature of ``nodes`` nodes."""
    parameters = start.parameters.copy()
    alpha = start.alpha.copy()
    gradient = np.zeros(problem.size)
    hessian = np.zeros((problem.size, problem.size))
    if problem.two_effects:
        margin = 1.0 + 0.2 * (nodes > _PLANE)  # the box grows along with the nodes
        value = bivariate.climb(
            arm_code(problem), nodes, margin, problem.X, parameters, start.free, problem.table,
            gradient, hessian, tolerance,
        )  # fmt: skip
    else:
        value = maximum.climb(
            problem.family, nodes, problem.X, parameters, start.free, alpha, problem.table.copy(),
            gradient, hessian, tolerance,
        )  # fmt: skip
    return Maximum(
        value=float(value),
        parameters=parameters,
        gradient=gradient,
        hessian=hessian,
        free=start.free,
        alpha=alpha,
        nodes=nodes,
    )


def arm_code(problem: Problem) -> int:
    """Return the family of one arm of a two-arm problem."""
    return BINOMIAL_LOGIT if problem.family == TWO_ARMS_BINOMIAL else POISSON_LOG


def begin(problem: Problem, *, random: bool, nodes: int = 0) -> Maximum:
    """Return the starting point: coefficients 0 (``centre`` for an intercept), tau 0."""
    parameters = np.zeros(problem.size)
    free = np.ones(problem.size)
    free[-1] = float(random)
    if problem.two_effects:
        parameters[-3] = _crude(problem)
        parameters[-2] = 0.5
    return Maximum(
        value=-np.inf,
        parameters=parameters,
        gradient=np.zeros(problem.size),
        hessian=np.zeros((problem.size, problem.size)),
        free=free,
        alpha=_study_effects(problem),
        nodes=nodes,
    )


def _study_effects(problem: Problem) -> Vector:
    """Return each study's log odds or log rate over both arms, where its alpha starts."""
    if problem.family < TWO_ARMS_BINOMIAL:
        return np.zeros(problem.k)
    y1, n1, y2, n2, o1, o2, _mode = problem.table.T
    events = y1 + y2 + 0.5
    if problem.family == TWO_ARMS_BINOMIAL:
        out: Vector = np.log(events / (n1 + n2 - y1 - y2 + 0.5))
        return out
    rate: Vector = np.log(events / (n1 * np.exp(o1) + n2 * np.exp(o2)))
    return rate


def _crude(problem: Problem) -> float:
    return float(np.mean(_study_effects(problem)))


def at(start: Maximum, index: int, value: float) -> Maximum:
    """Return ``start`` with one parameter moved to ``value`` and held there."""
    parameters = start.parameters.copy()
    parameters[index] = value
    free = start.free.copy()
    free[index] = 0.0
    return Maximum(
        value=start.value,
        parameters=parameters,
        gradient=start.gradient,
        hessian=start.hessian,
        free=free,
        alpha=start.alpha,
        nodes=start.nodes,
    )


def refine(problem: Problem, found: Maximum) -> Maximum:
    """Double the nodes until the maximum no longer changes."""
    most = _MOST_PLANE if problem.two_effects else maximum.MOST_NODES
    while True:
        finer = climb(problem, found, nodes=2 * found.nodes - 1)
        if abs(finer.parameters[-1]) < _ZERO:
            finer.parameters[-1] = 0.0
        if problem.two_effects and finer.parameters[-2] < _ZERO:
            finer.parameters[-2] = 0.0
        settled = abs(finer.value - found.value) <= CONVERGED * (1.0 + abs(finer.value))
        found = finer
        if settled or found.nodes > most:
            return found


def solve(problem: Problem, *, random: bool) -> Maximum:
    """Return the global maximum; with ``random`` False tau is held at 0.

    It gives no finite answer where there is none: ask ``problem.separation`` and
    ``problem.bounded`` first. See ``kernel.maximum`` for why the maximum is global.
    """
    start = begin(problem, random=random)
    if problem.two_effects:
        return refine(problem, _scan(problem, start))
    alpha = start.alpha.copy()
    value, parameters = maximum.maximise(
        problem.family, _COARSE, problem.X, alpha, problem.table.copy(), int(random)
    )
    rough = Maximum(
        value=float(value),
        parameters=parameters,
        gradient=start.gradient,
        hessian=start.hessian,
        free=start.free,
        alpha=alpha,
        nodes=maximum.NODES,
    )
    return refine(problem, climb(problem, rough, nodes=maximum.NODES))


def _scan(problem: Problem, start: Maximum) -> Maximum:
    """Climb from a grid of (sigma, tau), given which the rest has one maximum."""
    taus = _TAUS if start.free[-1] else (0.0,)
    rough = []
    for sigma in _SIGMAS:
        found = start
        for tau in taus:
            held = at(at(found, problem.p + 1, sigma), problem.p + 2, tau)
            found = climb(problem, held, nodes=_COARSE, tolerance=1e-2)
            rough.append(found)
    rough.sort(key=lambda one: -one.value)
    best: Maximum | None = None
    for one in rough[:2]:
        freed = Maximum(
            value=one.value,
            parameters=one.parameters,
            gradient=one.gradient,
            hessian=one.hessian,
            free=start.free,
            alpha=one.alpha,
            nodes=_PLANE,
        )
        top = climb(problem, freed, nodes=_PLANE)
        if best is None or top.value > best.value + 1e-9 * (1.0 + abs(best.value)):
            best = top
    if best is None:  # pragma: no cover  (the grid is never empty)
        raise AssertionError
    return best


def covariance(problem: Problem, found: Maximum) -> Vector:
    """Covariance of all parameters from the observed information; NaN where one was held.

    A tau at 0 is on the boundary: the coefficients' covariance is then that given tau = 0.
    """
    keep = found.free > 0.0
    if found.parameters[-1] == 0.0:
        keep[-1] = False
    if problem.two_effects and found.parameters[-2] < _ZERO:
        keep[-2] = False
    out = np.full((problem.size, problem.size), np.nan)
    chosen = np.flatnonzero(keep)
    out[np.ix_(chosen, chosen)] = invert(-found.hessian[np.ix_(chosen, chosen)])
    return out
