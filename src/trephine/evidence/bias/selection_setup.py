"""prepare: bounds, starts and grids that a selection model's search begins with."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.bias.selection_weight import Nodes, SelectionWeight, nodes
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.selection import NONE, STEP
from trephine.evidence.kernel.selection_fit import best, standard_errors

Grid = tuple[Any, ...]  # x, omega, px, edges, pe
NO_GRID: Grid = (np.zeros(0), np.zeros(0), np.zeros(0), np.zeros((2, 0)), np.zeros(0))


def step_ends(steps: Sequence[float]) -> tuple[float, ...]:
    """Return the upper ends of the intervals, ending in 1."""
    ends = tuple(sorted({float(s) for s in steps}))
    if not ends or not 0 < ends[0] <= ends[-1] <= 1:
        raise InputError(
            what=Text(zh="steps 必须在 0 和 1 之间", en="steps must lie between 0 and 1"),
            where="selection_model",
            found=str(tuple(steps)),
            do=Text(zh="例如 steps=(0.025,)。", en="For instance steps=(0.025,)."),
        )
    if ends[-1] < 1:
        ends = (*ends, 1.0)
    if len(ends) < 2:
        raise InputError(
            what=Text(zh="steps 至少要有一个小于 1 的值", en="steps need one value below 1"),
            where="selection_model",
            found=str(tuple(steps)),
            do=Text(zh="例如 steps=(0.025,)。", en="For instance steps=(0.025,)."),
        )
    return ends


def held_weights(
    delta: Sequence[float | None] | None, weight: SelectionWeight, *, stepwise: bool
) -> tuple[float, ...]:
    """Return the held parameters, NaN for those to estimate."""
    count = len(weight.null)
    given = [None] * count if delta is None else list(delta)
    if len(given) != count:
        raise InputError(
            what=Text(zh="delta 的个数不对", en="delta has the wrong length"),
            where="selection_model",
            found=f"{len(given)}",
            do=Text(zh=f"需要 {count} 个值。", en=f"Give {count} values."),
        )
    out = [math.nan if g is None else float(g) for g in given]
    if stepwise and math.isnan(out[0]):
        out[0] = 1.0
    if any(v < 0 for v in out):
        raise InputError(
            what=Text(zh="delta 不能为负", en="delta cannot be negative"),
            where="selection_model",
            found=str(given),
            do=Text(zh="权重为 0 或正数。", en="Give weights of 0 or more."),
        )
    return tuple(out)


_SHARES = np.array([0.0, 0.03, 0.3, 1.0])  # of the spread of the effects, where tau2 begins
_NO_WEIGHTS = np.zeros((1, 1, 0))


def unselected(yi: Vector, vi: Vector, tau2: float | None) -> tuple[Vector, float]:
    """Return the maximum-likelihood (mu, tau2) without selection, and the log-likelihood.

    tau2 is held where given.
    """
    t = _SHARES * float(yi.var()) if tau2 is None else np.array([tau2])
    w = 1.0 / (vi + t[:, None])
    states = np.column_stack([(w @ yi) / w.sum(axis=1), t, np.zeros(len(t))])
    none = NO_GRID[0]
    theta = np.empty(2)
    problem: tuple[Any, ...] = (
        np.array([1.0, 1.0 if tau2 is None else 0.0]),
        np.array([-math.inf, 0.0]),
        np.array([math.inf, math.inf]),
        np.zeros(2),
        *(yi, vi, none, none, False, none),
    )
    height, _ = best(NONE, states, _NO_WEIGHTS, *(*problem, *NO_GRID, 2, theta))
    return theta, height


def begin(
    weight: SelectionWeight,
    held: tuple[float, ...],
    tau2: float | None,
    base: Vector,
    *,
    yi: Vector,
    vi: Vector,
) -> tuple[Vector, Vector]:
    """Return states (mu, tau2) and trails of weights that the search begins from.

    base: mu and tau2 without selection. The other states hold tau2 at 0 and at wide values along
    the trails, because selection trades mu against tau2.
    """
    trails = weight.trails.copy()
    for j, value in enumerate(held):
        if not math.isnan(value):
            trails[:, :, j] = value
    if not any(math.isnan(value) for value in held):
        trails = trails[:1, :1]
    if tau2 is not None:
        return np.array([[base[0], tau2, 1.0]]), trails
    typical = math.fsum(vi) / len(vi)
    common = float((yi / vi).sum() / (1.0 / vi).sum())
    states = [[base[0], base[1], 0.0], [common, 0.0, 1.0]]
    factors = (1.0, 8.0) if weight.censor > 0 else (1.0,)
    states += [[base[0], factor * (2.0 * base[1] + typical), 1.0] for factor in factors]
    return np.array(states), trails


# Width of a panel in standard errors, and nodes a panel: for the search (the log-likelihood to
# about 1e-6 for weights of moderate steepness), for the maximum (to rounding), to check that.
_PANELS = ((1.5, 8), (0.5, 16), (0.25, 16))


@lru_cache(maxsize=32)
def grid(*, censor: float, two_sided: bool, nodes_of: int) -> Grid:
    """Return the nodes of one of the three grids."""
    width, order = _PANELS[nodes_of]
    laid: Nodes = nodes(censor=censor, two_sided=two_sided, width=width, order=order)
    return laid.x, laid.omega, laid.px, laid.edges, laid.pe


def errors_of(hess: Vector, theta: Vector, free: Vector, *, kind: int) -> list[float]:
    """Return the standard errors from the observed information; NaN where held or at a bound of 0.

    tau2 at 0 and step weights at 0 rest on a bound whose slope is not zero: they are taken as
    known, as metafor does. A smooth weight's parameter at 0 stays in, so that its uncertainty
    reaches the effect, unless the information is then not positive definite.
    """
    inside = free.copy()
    at_zero = theta <= 0
    at_zero[0] = False
    inside[1] *= not at_zero[1]
    if kind == STEP:
        inside[at_zero] = 0.0
    out = np.empty(len(theta))
    if not standard_errors(hess, inside, out):
        inside[at_zero] = 0.0
        standard_errors(hess, inside, out)
    return [float(v) for v in out]
