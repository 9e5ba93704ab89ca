"""fitted: a product as a set of fitted numbers leaves it, and those numbers from prior scores."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from trephine.core.kinetics import Ensemble, FreeParameter
from trephine.core.mark import Mark
from trephine.core.product import ParameterChange, Product

Vector = NDArray[np.float64]


def values_of(free: Sequence[FreeParameter], scores: Vector) -> Vector:
    """Return values ``[k, d]`` of prior scores ``[k, d]`` (standard deviations from the median)."""
    columns = []
    for one, z in zip(free, np.atleast_2d(scores).T, strict=True):
        if one.scale == "log":
            columns.append(one.typical * np.exp(one.sd * z))
        else:
            columns.append(expit(logit(one.typical) + one.sd * z))
    return np.stack(columns, axis=1)


def scores_of(free: Sequence[FreeParameter], values: Vector) -> Vector:
    """Return the prior scores ``[k, d]`` of values: what ``values_of`` undoes."""
    columns = []
    for one, x in zip(free, np.atleast_2d(values).T, strict=True):
        turn = np.log if one.scale == "log" else logit
        columns.append((turn(x) - turn(one.typical)) / one.sd)
    return np.stack(columns, axis=1)


def fitted(
    product: Product, free: Sequence[FreeParameter], values: Sequence[float], mark: Mark
) -> Product:
    """Return the product with the fitted numbers in place of the model's and the preset's own.

    Numbers without ``products`` reach every product, but give way to what a preset sets itself;
    multiplications by the preset stay and apply to the fitted number. Numbers of other products
    are left out. It changes nothing else of the product.
    """
    own = [
        (one, value)
        for one, value in zip(free, values, strict=True)
        if not one.products or product.id in one.products
    ]
    named = {(one.parameter, _of(one)) for one, _ in own if one.products}
    kept = [change for change in product.changes if (change.parameter, change.of) not in named]
    fixed = {(one.parameter, one.of) for one in kept if one.operation == "set"}
    made = [
        ParameterChange(
            parameter=one.parameter, operation="set", value=float(value), mark=mark, of=_of(one)
        )
        for one, value in own
        if one.products or (one.parameter, _of(one)) not in fixed
    ]
    return replace(product, changes=(*made, *kept))


def member_of(ensemble: Ensemble, product: Product, member: int | None = None) -> Product:
    """Return the product under one member of an ensemble, or under its mean where none is named.

    Raises IndexError where the ensemble has no such member.
    """
    values = ensemble.typical if member is None else ensemble.members[member]
    return fitted(product, ensemble.parameters, values, ensemble.mark)


def _of(one: FreeParameter) -> Literal["parameter", "spread"]:
    return "spread" if one.spread else "parameter"
