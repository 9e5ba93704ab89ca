"""SelectionWeight: how likely a p-value is to be seen, and the nodes to integrate it over."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel import selection as kernel
from trephine.evidence.kernel.special import norm_isf, norm_sf

WeightType = Literal["stepfun", "beta", "halfnorm", "negexp", "logistic", "power"]
Alternative = Literal["greater", "less", "two.sided"]
_REACH = 8.5  # in standard errors: beyond, a one-sided p-value differs from 0 or 1 by below 1e-17


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SelectionWeight:
    """One family of weight functions of the p-value.

    ``null`` are the parameters that mean no selection, ``lower`` and ``upper`` their bounds,
    ``in_log`` whether the search moves them on the log scale, ``censor`` the p-value at which
    smaller (and 1 minus larger) ones are held, without which the weight is not bounded. ``trails``
    float64 (t, length, weights), lead from no selection to the ends of what the weights can be; the
    search walks along them.
    """

    kind: int
    null: tuple[float, ...]
    lower: float
    upper: float
    in_log: bool
    censor: float
    trails: Vector


def _rays(*radii: float) -> Vector:
    """Return eight rays from (1, 1) in the plane of the log parameters, within the bounds."""
    rays = []
    for turn in range(8):
        a, b = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
        rays.append(
            tuple(
                tuple(min(100.0, max(1e-5, math.exp(r * c * (1 if c > 0 else 2)))) for c in (a, b))
                for r in radii
            )
        )
    return np.array(rays)


_ONE = np.array([0.0, 0.3, 1.0, 2.0, 3.5, 6.0, 10.0, 18.0, 40.0, 100.0]).reshape(1, -1, 1)
WEIGHTS: dict[str, SelectionWeight] = {
    # Bounds and censoring as in metafor's selmodel, so that results can be compared.
    "beta": SelectionWeight(
        kind=kernel.BETA, null=(1.0, 1.0), lower=1e-5, upper=100.0, in_log=True, censor=1e-5,
        trails=_rays(0.4, 1.1, 2.1, 3.6, 6.0),
    ),
    "halfnorm": SelectionWeight(
        kind=kernel.HALFNORM, null=(0.0,), lower=0.0, upper=100.0, in_log=False, censor=0.0,
        trails=_ONE,
    ),
    "negexp": SelectionWeight(
        kind=kernel.NEGEXP, null=(0.0,), lower=0.0, upper=100.0, in_log=False, censor=0.0,
        trails=_ONE,
    ),
    "logistic": SelectionWeight(
        kind=kernel.LOGISTIC, null=(0.0,), lower=0.0, upper=100.0, in_log=False, censor=0.0,
        trails=_ONE,
    ),
    "power": SelectionWeight(
        kind=kernel.POWER, null=(0.0,), lower=0.0, upper=100.0, in_log=False, censor=1e-5,
        trails=_ONE,
    ),
}  # fmt: skip


@lru_cache(maxsize=32)
def step_weight(intervals: int) -> SelectionWeight:
    """Return the family of step functions over this many intervals; the first has weight 1."""
    rest = intervals - 1
    shapes = [(1.0,) * rest]
    if rest > 1:
        shapes.append(tuple(j / rest for j in range(1, rest + 1)))
        shapes += [tuple(float(i == j) for i in range(rest)) for j in range(rest)]
    down = (-0.7, -2.0, -5.0)
    up = (0.7, 2.2, 4.2)
    trails = tuple(
        tuple((1.0, *(math.exp(s * r) for s in shape)) for r in way)
        for shape in shapes
        for way in (down, up)
    )
    return SelectionWeight(
        kind=kernel.STEP,
        null=(1.0,) * intervals,
        lower=1e-12,  # a weight of an interval with a study is positive
        upper=100.0,
        in_log=True,
        censor=0.0,
        trails=np.array(trails),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nodes:
    """Where the weight is evaluated: nodes ``x`` (in standard errors) and stretches of constant w.

    x, omega, px: float64 (n,). edges: float64 (2, pieces). pe: float64 (pieces,).
    """

    x: Vector
    omega: Vector
    px: Vector
    edges: Vector
    pe: Vector


def nodes(*, censor: float, two_sided: bool, width: float, order: int) -> Nodes:
    """Lay Gauss-Legendre panels of about ``width`` standard errors, ``order`` nodes each.

    The integrand is smooth on a scale of one standard error: its density is at least that wide. At
    two-sided p-values near 1 a censored weight goes with a power of |x|: panels shrink towards 0.
    """
    reach = norm_isf(censor / (2 if two_sided else 1)) if censor > 0 else _REACH
    inner = norm_isf((1 - censor) / 2) if two_sided and censor > 0 else 0.0
    bounds = np.linspace(inner, reach, math.ceil((reach - inner) / width) + 1)
    if inner > 0:
        steps = math.ceil(math.log(bounds[1] / inner) / math.log(1 + 4 * width))
        bounds = np.concatenate([np.geomspace(inner, bounds[1], steps + 1), bounds[2:]])
    point, weight = np.polynomial.legendre.leggauss(order)
    half = np.diff(bounds) / 2
    middle = bounds[:-1] + half
    right = (middle[:, None] + half[:, None] * point).ravel()
    xs, omegas = [-right[::-1], right], [(half[:, None] * weight).ravel()] * 2
    omegas[0] = omegas[1][::-1]
    x = np.concatenate(xs)
    px = np.array([p_value(float(v), two_sided=two_sided) for v in x])
    edges = [(-math.inf, -reach), (reach, math.inf)]
    pe = [censor if two_sided else 1 - censor, censor]
    if inner > 0:
        edges.append((-inner, inner))
        pe.append(1 - censor)
    return Nodes(
        x=x,
        omega=np.concatenate(omegas),
        px=np.clip(px, censor, 1 - censor),
        edges=np.ascontiguousarray(np.array(edges).T),
        pe=np.array(pe),
    )


def p_value(z: float, *, two_sided: bool) -> float:
    """P-value of a z-score: of a larger one, or of one at least as far from zero."""
    return 2 * norm_sf(abs(z)) if two_sided else norm_sf(z)
