"""identify: which parameters, and which mixtures of them, the goals tell anything about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
# What a correlation has to exceed to be named, and a direction's shrinkage to count as learnt.
_TOGETHER = 0.5
_LEARNT = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identified:
    """What draws from a posterior say of each parameter and of directions.

    ``mean`` and ``width`` ``[d]`` are in prior standard deviations: a width near one means that
    nothing was learnt. ``pairs`` are parameters that the goals cannot tell apart, with their
    correlation. ``directions`` ``[d, d]`` are rows, the best known first, with their ``widths``;
    ``learnt`` is how many of them shrank to 0.8 of the prior or less.
    """

    mean: Vector
    width: Vector
    correlation: Vector
    pairs: tuple[tuple[int, int, float], ...]
    directions: Vector
    widths: Vector
    learnt: int


def identify(draws: Vector, weights: Vector | None = None) -> Identified:
    """Return what weighted draws ``[n, d]``, in prior standard deviations, identify."""
    share = np.full(len(draws), 1.0 / len(draws)) if weights is None else weights / weights.sum()
    mean = share @ draws
    apart = draws - mean
    covariance = (apart * share[:, None]).T @ apart
    width = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(width, width)
    values, vectors = np.linalg.eigh(covariance)
    widths = np.sqrt(np.maximum(values, 0.0))
    d = draws.shape[1]
    pairs = [
        (i, j, float(correlation[i, j]))
        for i in range(d)
        for j in range(i + 1, d)
        if abs(correlation[i, j]) >= _TOGETHER
    ]
    return Identified(
        mean=mean,
        width=width,
        correlation=correlation,
        pairs=tuple(sorted(pairs, key=lambda one: -abs(one[2]))),
        directions=vectors.T,
        widths=widths,
        learnt=int((widths <= _LEARNT).sum()),
    )
