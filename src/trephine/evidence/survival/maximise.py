"""The maximum of a smooth log-likelihood of a few parameters, without derivatives at hand."""

from collections.abc import Callable, Sequence

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector

Objective = Callable[[Vector], float]
_H = 2e-3  # error of the gradient: h^4 by the formula, 1e-16 |l| / h by rounding, both near 1e-11
_STEPS = 200


def gradient(f: Objective, x: Vector, h: float = _H) -> Vector:
    """Return the gradient by differences of fourth order, (p,)."""
    out = np.empty(x.size)
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        out[i] = (8.0 * (f(x + e) - f(x - e)) - (f(x + 2.0 * e) - f(x - 2.0 * e))) / (12.0 * h)
    return out


def hessian(f: Objective, x: Vector, h: float = 1e-2) -> Vector:
    """Return the Hessian by differences of fourth order of the gradient, (p, p)."""
    out = np.empty((x.size, x.size))
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        near = gradient(f, x + e) - gradient(f, x - e)
        far = gradient(f, x + 2.0 * e) - gradient(f, x - 2.0 * e)
        out[i] = (8.0 * near - far) / (12.0 * h)
    return 0.5 * (out + out.T)


def maximise(
    f: Objective, starts: Sequence[Vector], where: str, *, newton: int = 8
) -> tuple[Vector, float]:
    """Return the best of the local maxima reached from ``starts``, and its value.

    Quasi-Newton, then at most ``newton`` Newton steps, taken while they gain. The likelihoods here
    can have several maxima (a cured share against a heavy tail), hence several starts; a global
    maximum is not proved. Raises MethodError where no start leads to a finite value.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  (half a second)

    def bounded(x: Vector) -> float:
        value = f(x) if np.all(np.abs(x) < 60.0) else -np.inf
        return -value if np.isfinite(value) else 1e12

    best, best_value = None, -np.inf
    for start in starts:
        with np.errstate(all="ignore"):
            found = minimize(
                bounded, start, jac=lambda x: gradient(bounded, x), method="BFGS",
                options={"gtol": 1e-7, "maxiter": _STEPS},
            )  # fmt: skip
        value = -float(found.fun)
        if value > best_value + 1e-9 and value > -1e11:
            best, best_value = np.asarray(found.x), value
    if best is None:
        raise MethodError(
            what=Text(zh="似然没有可达的最大值", en="The likelihood has no maximum to be reached"),
            where=where,
            found=f"{len(starts)} starts",
            do=Text(zh="请换用参数更少的模型", en="Choose a model with fewer parameters"),
        )
    for _ in range(newton):
        try:
            step = -np.linalg.solve(hessian(f, best), gradient(f, best))
        except np.linalg.LinAlgError:
            break
        if not np.abs(step).max() < 1.0:  # a flat direction: a parameter at its boundary
            break
        value = f(best + step)
        if not np.isfinite(value) or value < best_value - 1e-9:
            break
        best, best_value = best + step, value
        if np.abs(step).max() < 1e-9:
            break
    return best, float(best_value)
