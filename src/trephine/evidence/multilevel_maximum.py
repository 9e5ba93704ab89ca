"""maximise: the global maximum of a three-level likelihood, and its profile intervals."""

import math

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.exact.likelihood_end import likelihood_end
from trephine.evidence.kernel.newton import ascent
from trephine.evidence.kernel.special import chi2_ppf
from trephine.evidence.multilevel_model import ClusterFit, MultilevelModel

_SHARES = (0.0, 0.1, 0.5, 2.0)  # of the crude variance of the effects, where climbs start
_CLIMBS = 3
_CLOSE = 1e-5
_MOST = 1e4  # roots of a variance, in crude standard deviations: beyond it counts as infinite


def maximise(model: MultilevelModel, *, restricted: bool) -> tuple[Vector, ClusterFit]:
    """Return the roots of (between, within) at the global maximum, and the fit there.

    Climbs start on a grid, with each variance at 0 too: the likelihood can have several maxima and
    often has one on an edge. The roots enter as signed numbers, in which the likelihood is even.
    """
    crude = math.sqrt(float(np.var(model.y)) + float(np.mean(model.v)))
    starts = []
    for a in _SHARES:
        for b in _SHARES:
            roots = np.sqrt([a, b]) * crude
            starts.append((_value(model, roots, restricted=restricted), tuple(roots)))
    starts.sort(reverse=True)
    best: tuple[float, Vector] | None = None
    for _, pair in starts[:_CLIMBS]:
        found, value = climb(model, np.array(pair), np.ones(2), restricted=restricted, scale=crude)
        if best is None or value > best[0] + 1e-12 * (1.0 + abs(value)):
            best = (value, found)
    if best is None:  # pragma: no cover  (the grid is never empty)
        raise AssertionError
    top = best[1]
    top[np.abs(top) < 1e-7 * crude] = 0.0
    return top, model.fit(float(top[0] ** 2), float(top[1] ** 2), restricted=restricted)


def _value(model: MultilevelModel, roots: Vector, *, restricted: bool) -> float:
    return model.fit(float(roots[0] ** 2), float(roots[1] ** 2), restricted=restricted).value


def climb(
    model: MultilevelModel,
    roots: Vector,
    free: Vector,
    *,
    restricted: bool,
    scale: float,
) -> tuple[Vector, float]:
    """Climb to a local maximum over the ``free`` roots by average information, then by Newton.

    Average information converges linearly; a Hessian by differences of the analytic gradient
    finishes the last digits.
    """
    roots = roots.copy()
    last = math.inf
    here, gradient, hessian = _local(model, roots, restricted=restricted)
    for _ in range(200):
        stuck = (free > 0.0) & (np.abs(roots) < 1e-4 * scale) & (here.gradient > 0.0)
        if stuck.any():
            roots[stuck] = 0.1 * scale  # 0 is a minimum: leave it
            here, gradient, hessian = _local(model, roots, restricted=restricted)
        if last < _CLOSE:
            hessian = _differences(model, roots, scale, restricted=restricted)
        step = ascent(gradient, hessian, free)
        decrement = float(step @ gradient)
        step *= min(1.0, 2.0 * scale / max(float(np.abs(step).max()), 1e-300))
        new, gradient, hessian = _local(model, roots + step, restricted=restricted)
        for _ in range(30):
            if decrement <= _CLOSE or new.value >= here.value:
                break
            step *= 0.3
            new, gradient, hessian = _local(model, roots + step, restricted=restricted)
        roots += step
        here = new
        if decrement < 1e-20 or (decrement < 1e-12 and decrement > 0.5 * last):
            break
        last = decrement
    return np.abs(roots), here.value


def _local(
    model: MultilevelModel, roots: Vector, *, restricted: bool
) -> tuple[ClusterFit, Vector, Vector]:
    """Return the fit with gradient and (average information) Hessian in the roots."""
    here = model.fit(float(roots[0] ** 2), float(roots[1] ** 2), restricted=restricted)
    gradient = 2.0 * roots * here.gradient
    hessian = -4.0 * np.outer(roots, roots) * here.information
    hessian[np.diag_indices(2)] += 2.0 * here.gradient
    return here, gradient, hessian


def _differences(
    model: MultilevelModel, roots: Vector, scale: float, *, restricted: bool
) -> Vector:
    h = 1e-4 * scale
    out = np.empty((2, 2))
    for i in range(2):
        up, down = roots.copy(), roots.copy()
        up[i] += h
        down[i] -= h
        rise = _local(model, up, restricted=restricted)[1]
        fall = _local(model, down, restricted=restricted)[1]
        out[i] = (rise - fall) / (2.0 * h)
    return 0.5 * (out + out.T)


def interval(
    model: MultilevelModel, top: Vector, value: float, which: int, *, restricted: bool, level: float
) -> tuple[float, float]:
    """Return the profile likelihood interval of one variance."""
    crude = math.sqrt(float(np.var(model.y)) + float(np.mean(model.v)))
    free = np.ones(2)
    free[which] = 0.0
    current = top.copy()
    target = math.sqrt(chi2_ppf(level / 100.0, 1.0))

    def held(root: float) -> tuple[float, float]:
        nonlocal current
        current = current.copy()
        current[which] = root
        current, reached = climb(model, current, free, restricted=restricted, scale=crude)
        slope = _local(model, current, restricted=restricted)[1][which]
        return reached, float(slope)

    centre = float(top[which])
    first = 0.3 * max(centre, crude)
    options = {"centre": centre, "target": target}
    up = likelihood_end(held, value, sign=1.0, first=first, reach=_MOST * crude, **options)
    current = top.copy()
    low = 0.0
    if centre > 0.0 and 2.0 * (value - held(0.0)[0]) > target * target:
        current = top.copy()
        first = 0.5 * centre
        low = centre - likelihood_end(held, value, sign=-1.0, first=first, reach=centre, **options)
    return low**2, (centre + up) ** 2
