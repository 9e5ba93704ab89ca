"""Clusters of subsets: the bins of a GOSH analysis divided among a few normal distributions."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.effect_set import Vector
from trephine.evidence.gosh_set import Counts, GoshCluster
from trephine.evidence.kernel.clusters import classify

_TURNS = 30  # an unchanged division ends it, after 5 to 25 turns as a rule
_CELLS = 600  # more bins than this are merged two by two first: same clusters, a tenth of the time
_MOST = 3


def find_clusters(
    counts: Counts, with_study: Counts, x_edges: Vector, y_edges: Vector, number: int | None
) -> tuple[GoshCluster, ...]:
    """Return ``number`` clusters, or as many of 1 to 3 as the integrated likelihood favours.

    Each bin counts by its number of subsets and goes to the most likely component
    (classification EM, Celeux and Govaert 1992) from fixed starts: no chance is involved. The
    criterion is BIC of the classified data (Biernacki and others 2000), with the number of occupied
    bins as sample size: subsets overlap, so their number says nothing about information. Clusters
    by falling share.
    """
    while np.count_nonzero(counts) > _CELLS:
        counts, with_study = _halved(counts), _halved(with_study)
        x_edges, y_edges = (np.r_[one[:-1:2], one[-1]] for one in (x_edges, y_edges))
    rows, columns = np.nonzero(counts)
    x = 0.5 * (x_edges[rows] + x_edges[rows + 1])
    y = 0.5 * (y_edges[columns] + y_edges[columns + 1])
    weight = counts[rows, columns] / counts.sum()
    widths = np.array([x_edges[1] - x_edges[0], y_edges[1] - y_edges[0]])
    points = np.column_stack([x, y])
    numbers = range(1, _MOST + 1) if number is None else [number]
    best, best_score = None, math.inf
    for g in numbers:
        if g > rows.size:
            continue
        shares, score = _mixture(points, weight, widths**2 / 12.0, g)
        if score < best_score:
            best, best_score = shares, score
    if best is None:
        return ()
    inside = with_study[:, rows, columns] / counts[rows, columns]
    found = []
    for r in best.T:
        mass = weight * r
        total = float(mass.sum())
        if total <= 0.0:
            continue
        found.append(
            GoshCluster(
                share=total,
                estimate=float(mass @ x) / total,
                I2=float(mass @ y) / total,
                with_study=(inside @ mass) / total,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.share, one.estimate, one.I2)))


def _halved(counts: Counts) -> Counts:
    """Add up bins two by two along the last two axes; a last odd one stays alone."""
    rows = counts[..., ::2, :].copy()
    rows[..., : counts.shape[-2] // 2, :] += counts[..., 1::2, :]
    both = rows[..., ::2].copy()
    both[..., : rows.shape[-1] // 2] += rows[..., 1::2]
    return both


def _mixture(
    points: NDArray[np.float64], weight: Vector, floor: Vector, g: int
) -> tuple[NDArray[np.float64], float]:
    """Return the division (bins, g) of 0 and 1, and the criterion of the best of its starts."""
    mean = weight @ points
    spread = np.sqrt(weight @ (points - mean) ** 2 + floor)
    z = (points - mean) / spread
    least = floor / spread**2
    cross = float((weight * z[:, 0]) @ z[:, 1])
    slope = 1.0 if cross >= 0.0 else -1.0
    axes = [z[:, 0] + slope * z[:, 1]]
    if g == 2:
        axes.append(z[:, 1])
    best, best_fit = None, -math.inf
    for axis in axes:
        chosen = _start(axis, weight, g)
        fit = classify(z, weight, least, chosen, g, _TURNS)
        if fit > best_fit + 1e-12 * abs(fit):
            best, best_fit = chosen, fit
    assert best is not None  # noqa: S101  (there is always a first start)
    n = points.shape[0]
    division = (best[:, None] == np.arange(g)).astype(float)
    return division, -2.0 * n * best_fit + (6 * g - 1) * math.log(n)


def _start(axis: Vector, weight: Vector, g: int) -> NDArray[np.int64]:
    """Return equal shares of the weight along an axis as the first division."""
    order = np.argsort(axis, kind="stable")
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    chosen = np.empty(axis.size, dtype=np.int64)
    chosen[order] = np.minimum((below * g).astype(np.int64), g - 1)
    return chosen
