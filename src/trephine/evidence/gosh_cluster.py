"""Clusters of subsets: a mixture of normal distributions fitted to the bins of a GOSH analysis."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.effect_set import Vector
from trephine.evidence.gosh_set import Counts, GoshCluster

_TURNS = 300
_MOST = 3


def find_clusters(
    counts: Counts, with_study: Counts, x_edges: Vector, y_edges: Vector, number: int | None
) -> tuple[GoshCluster, ...]:
    """Return ``number`` clusters, or as many of 1 to 3 as the integrated likelihood favours.

    Each bin counts by its number of subsets. Expectation-maximisation from fixed starts: no chance
    is involved. The criterion is BIC plus the entropy of the classification (Biernacki and others
    2000), with the number of occupied bins as sample size: subsets overlap, so their number says
    nothing about information. Clusters by falling share.
    """
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


def _mixture(
    points: NDArray[np.float64], weight: Vector, floor: Vector, g: int
) -> tuple[NDArray[np.float64], float]:
    """Return responsibilities (bins, g) and the criterion of the best of three starts."""
    mean = weight @ points
    spread = np.sqrt(weight @ (points - mean) ** 2 + floor)
    z = (points - mean) / spread
    least = floor / spread**2
    cross = float((weight * z[:, 0]) @ z[:, 1])
    slope = 1.0 if cross >= 0.0 else -1.0
    axes = [z[:, 0], z[:, 1], z[:, 0] + slope * z[:, 1]] if g > 1 else [z[:, 0]]
    best, best_fit = None, -math.inf
    for axis in axes:
        r, fit = _climb(z, weight, least, _start(axis, weight, g))
        if fit > best_fit + 1e-12 * abs(fit):
            best, best_fit = r, fit
    assert best is not None  # noqa: S101  (there is always a first start)
    n = points.shape[0]
    entropy = -float(weight @ np.sum(best * np.log(np.maximum(best, 1e-300)), axis=1))
    return best, -2.0 * n * best_fit + (6 * g - 1) * math.log(n) + 2.0 * n * entropy


def _start(axis: Vector, weight: Vector, g: int) -> NDArray[np.float64]:
    """Return equal shares of the weight along an axis as the first responsibilities."""
    order = np.argsort(axis, kind="stable")
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    r = np.zeros((axis.size, g))
    r[order, np.minimum((below * g).astype(int), g - 1)] = 1.0
    return r


def _climb(
    z: NDArray[np.float64], weight: Vector, least: Vector, r: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    fit = -math.inf
    for _ in range(_TURNS):
        logs = np.column_stack([_log_part(z, weight * one, least) for one in r.T])
        top = logs.max(axis=1, keepdims=True)
        density = np.exp(logs - top)
        total = density.sum(axis=1, keepdims=True)
        r = density / total
        new = float(weight @ (top[:, 0] + np.log(total[:, 0])))
        if new - fit <= 1e-9 * abs(new):
            return r, new
        fit = new
    return r, fit


def _log_part(z: NDArray[np.float64], mass: Vector, least: Vector) -> Vector:
    """Return log(share x normal density) of one component with the moments of ``mass``."""
    share = mass.sum()
    if share <= 1e-12:
        return np.full(mass.size, -1e300)
    centre = mass @ z / share
    e = z - centre
    sxx = mass @ (e[:, 0] ** 2) / share + least[0]
    syy = mass @ (e[:, 1] ** 2) / share + least[1]
    sxy = mass @ (e[:, 0] * e[:, 1]) / share
    det = sxx * syy - sxy * sxy
    form = (syy * e[:, 0] ** 2 - 2.0 * sxy * e[:, 0] * e[:, 1] + sxx * e[:, 1] ** 2) / det
    out: Vector = math.log(share) - math.log(2.0 * math.pi) - 0.5 * (math.log(det) + form)
    return out
