"""prepare: bounds, starts and grids that a selection model's search begins with."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.bias.selection_weight import Nodes, SelectionWeight, nodes
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.selection import STEP

Grid = tuple[Vector, Vector, Vector, Vector, Vector]  # x, omega, px, edges, pe
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


def starts(
    weight: SelectionWeight, held: tuple[float, ...], tau2: float | None, base: Vector, vi: Vector
) -> Vector:
    """Return the rows (mu, tau2, weights) that the search climbs from.

    base: mu and tau2 without selection. Each set of weights is tried with these, with the effect
    halved, and moved either way with a wide tau2, because selection trades mu against tau2.
    """
    typical = float(np.mean(vi))
    mu, free_tau2 = float(base[0]), float(base[1])
    states = (
        (mu, free_tau2),
        (0.5 * mu, free_tau2 + 0.5 * typical),
        (mu - math.sqrt(free_tau2 + typical), 2.0 * free_tau2 + typical),
        (mu + math.sqrt(free_tau2 + typical), 2.0 * free_tau2 + typical),
    )
    rows = []
    for levels in weight.starts:
        deltas = [h if not math.isnan(h) else v for h, v in zip(held, levels, strict=True)]
        rows += [[m, t if tau2 is None else tau2, *deltas] for m, t in states]
    return np.unique(np.array(rows), axis=0)


@lru_cache(maxsize=32)
def grid(*, censor: float, two_sided: bool, fine: bool) -> Grid:
    """Return nodes for the search, or for the final ascent with ``fine``.

    Panels of 1 standard error with 10 nodes are good to about 1e-9 for weights of moderate
    steepness; of 0.5 with 16 nodes to rounding.
    """
    laid: Nodes = nodes(
        censor=censor, two_sided=two_sided, width=0.5 if fine else 1.0, order=16 if fine else 10
    )
    return laid.x, laid.omega, laid.px, laid.edges, laid.pe


def standard_errors(hess: Vector, theta: Vector, free: Vector, *, kind: int) -> list[float]:
    """Return the standard errors from the observed information; NaN where held or at a bound of 0.

    tau2 at 0 and step weights at 0 rest on a bound whose slope is not zero: they are taken as
    known, as metafor does. A smooth weight's parameter at 0 stays in, so that its uncertainty
    reaches the effect, unless the information is then not positive definite.
    """
    inside = free > 0.5
    inside[1] &= theta[1] > 0
    if kind == STEP:
        inside[2:] &= theta[2:] > 0
    for chosen in (inside, inside & (theta > 0) | (np.arange(len(theta)) == 0) & inside):
        index = np.flatnonzero(chosen)
        information = -hess[np.ix_(index, index)]
        scale = np.sqrt(np.abs(np.diag(information)))
        if not (scale > 0).all():
            continue
        try:
            root = np.linalg.cholesky(information / np.outer(scale, scale))
        except np.linalg.LinAlgError:
            continue
        inverse = np.linalg.inv(root)
        out = np.full(len(theta), math.nan)
        out[index] = np.sqrt(np.sum(inverse * inverse, axis=0)) / scale
        return [float(v) for v in out]
    return [math.nan] * len(theta)
