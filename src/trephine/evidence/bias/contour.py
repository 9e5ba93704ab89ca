"""contour_lines: where a surface on a grid crosses levels."""

import math

import numpy as np

from trephine.evidence.effect_set import Vector

Edge = tuple[str, int, int]
Line = tuple[Vector, Vector]


def nice_levels(low: float, high: float, about: int) -> list[float]:
    """Return about this many round levels (1, 2 or 5 times a power of ten) that span the range."""
    if not high > low:
        return []
    cell = (high - low) / about
    base = 10.0 ** math.floor(math.log10(cell))
    unit = base
    # A larger unit is taken once it is nearer; 5 has to be nearer by more (it divides 10 less).
    for factor, bias in ((2.0, 1.5), (5.0, 2.75), (10.0, 1.5)):
        if factor * base - cell < bias * (cell - unit):
            unit = factor * base
    first, last = math.floor(low / unit + 1e-7), math.ceil(high / unit - 1e-7)
    return [i * unit for i in range(first, last + 1)]


def contour_lines(x: Vector, y: Vector, z: Vector, level: float) -> list[Line]:
    """Return the connected lines on which z, float64 (x, y), equals ``level``.

    Each line is the points (x, y) where it crosses the grid's edges, in no order; z is taken as
    linear along an edge. In a saddle the two crossings of smaller x belong together.
    """
    above = z > level
    points: dict[Edge, tuple[float, float]] = {}
    parent: dict[Edge, Edge] = {}

    def root(edge: Edge) -> Edge:
        while parent[edge] != edge:
            edge = parent[edge]
        return edge

    def cross(edge: Edge) -> Edge:
        kind, i, j = edge
        i2, j2 = (i + 1, j) if kind == "x" else (i, j + 1)
        f = (level - z[i, j]) / (z[i2, j2] - z[i, j])
        points[edge] = (float(x[i] + f * (x[i2] - x[i])), float(y[j] + f * (y[j2] - y[j])))
        parent.setdefault(edge, edge)
        return edge

    for i in range(len(x) - 1):
        for j in range(len(y) - 1):
            around: tuple[tuple[Edge, bool], ...] = (
                (("x", i, j), above[i, j] != above[i + 1, j]),
                (("y", i, j), above[i, j] != above[i, j + 1]),
                (("y", i + 1, j), above[i + 1, j] != above[i + 1, j + 1]),
                (("x", i, j + 1), above[i, j + 1] != above[i + 1, j + 1]),
            )
            crossed = sorted((cross(e) for e, cut in around if cut), key=lambda e: points[e])
            for a, b in zip(crossed[::2], crossed[1::2], strict=True):
                parent[root(a)] = root(b)
    groups: dict[Edge, list[tuple[float, float]]] = {}
    for edge, point in points.items():
        groups.setdefault(root(edge), []).append(point)
    return [
        (np.array([p[0] for p in group]), np.array([p[1] for p in group]))
        for group in groups.values()
    ]
