"""approximate: the maximum of a likelihood integrated with a few fixed nodes."""

from collections.abc import Callable

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.solve import Maximum, arm_code
from trephine.evidence.kernel.hermite import hermite_total, laplace_plane_total
from trephine.evidence.kernel.newton import ascent

Height = Callable[[Vector], float]


def approximate(problem: Problem, found: Maximum, *, nodes: int) -> Maximum:
    """Move from the converged maximum to that of adaptive Gauss-Hermite with ``nodes`` nodes.

    It exists to compare with packages that stop there, and finds the approximate likelihood's
    maximum next to the true one. Derivatives are central differences of fourth order. Raises
    MethodError for more than one node with two random effects.
    """
    if nodes < 1 or (problem.two_effects and nodes > 1):
        raise MethodError(
            what=Text(zh="不支持的节点数", en="There is no such number of nodes"),
            where="nodes",
            found=str(nodes),
            do=Text(
                zh="省略 nodes 即得收敛的积分；UM.RS 只有 nodes=1（拉普拉斯近似）可供对比",
                en="Leave nodes out for the converged integral; UM.RS compares at nodes=1, the"
                " Laplace approximation, only",
            ),
        )
    alpha = found.alpha.copy()
    x, w = np.polynomial.hermite.hermgauss(nodes)
    table = problem.table.copy()

    def value(parameters: Vector) -> float:
        if problem.two_effects:
            code = arm_code(problem)
            return float(laplace_plane_total(code, problem.X, parameters, table))
        return float(
            hermite_total(problem.family, x, np.log(w), problem.X, parameters, alpha, table)
        )

    parameters = found.parameters.copy()
    free = found.free.copy()
    free[parameters == 0.0] *= _leaves_zero(value, parameters)
    for _ in range(60):
        gradient, hessian = _derivatives(value, parameters, free)
        step = ascent(gradient, hessian, free)
        largest = np.abs(step).max()
        parameters += step * min(1.0, 0.5 / largest) if largest > 0.0 else 0.0
        if largest < 1e-9:
            break
    gradient, hessian = _derivatives(value, parameters, free)
    parameters[problem.p + 1 :] = np.abs(parameters[problem.p + 1 :])
    parameters[-1] = abs(parameters[-1])
    return Maximum(
        value=value(parameters),
        parameters=parameters,
        gradient=gradient,
        hessian=hessian,
        free=free,
        alpha=alpha,
        nodes=nodes,
    )


def _leaves_zero(value: Height, parameters: Vector) -> float:
    up = parameters.copy()
    up[-1] = 0.05
    if parameters[-1] != 0.0 or value(up) <= value(parameters):
        return 0.0
    parameters[-1] = 0.05
    return 1.0


def _derivatives(value: Height, at: Vector, free: Vector) -> tuple[Vector, Vector]:
    n = len(at)
    chosen = [int(i) for i in np.flatnonzero(free)]
    gradient, hessian = np.zeros(n), np.zeros((n, n))
    h = 5e-3
    here = value(at)

    def moved(*steps: tuple[int, float]) -> float:
        x = at.copy()
        for i, d in steps:
            x[i] += d
        return value(x)

    for i in chosen:
        near = moved((i, h)), moved((i, -h))
        far = moved((i, 2 * h)), moved((i, -2 * h))
        gradient[i] = (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * h)
        hessian[i, i] = (16 * sum(near) - sum(far) - 30 * here) / (12 * h * h)
        for j in (j for j in chosen if j < i):
            cross = 0.0
            for scale, weight in ((1.0, 4.0 / 3.0), (2.0, -1.0 / 3.0)):
                d = scale * h
                total = moved((i, d), (j, d)) + moved((i, -d), (j, -d))
                total -= moved((i, d), (j, -d)) + moved((i, -d), (j, d))
                cross += weight * total / (4 * d * d)
            hessian[i, j] = hessian[j, i] = cross
    return gradient, hessian
