"""A balanced tree of boxes over points (N, 3): mean, sum w y, sum w y^2.

Node j of level l covers rows N j >> l to N (j + 1) >> l and has number 2^l - 1 + j. Where lo and hi
are one array the rows are points, else boxes that stand for several vectors each.
"""

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit, jit_nogil
from trephine.evidence.kernel.sums import Vector

Whole = NDArray[np.int64]


@jit
def _swap(lo: Vector, hi: Vector, order: Whole, i: int, j: int, boxes: int) -> None:
    for d in range(3):
        kept = lo[i, d]
        lo[i, d] = lo[j, d]
        lo[j, d] = kept
        if boxes == 1:
            kept = hi[i, d]
            hi[i, d] = hi[j, d]
            hi[j, d] = kept
    row = order[i]
    order[i] = order[j]
    order[j] = row


@jit
def _halve(
    lo: Vector, hi: Vector, order: Whole, dim: int, first: int, last: int, middle: int, boxes: int
) -> None:
    """Reorder rows first ... last so that those before ``middle`` are not above those after."""
    while last > first:
        centre = (first + last) // 2
        if lo[centre, dim] < lo[first, dim]:
            _swap(lo, hi, order, centre, first, boxes)
        if lo[last, dim] < lo[first, dim]:
            _swap(lo, hi, order, last, first, boxes)
        if lo[last, dim] < lo[centre, dim]:
            _swap(lo, hi, order, last, centre, boxes)
        pivot = lo[centre, dim]
        i = first
        j = last
        while i <= j:
            while lo[i, dim] < pivot:
                i += 1
            while lo[j, dim] > pivot:
                j -= 1
            if i <= j:
                _swap(lo, hi, order, i, j, boxes)
                i += 1
                j -= 1
        if middle <= j:
            last = j
        elif middle >= i:
            first = i
        else:
            return


@jit_nogil
def grow(
    lo: Vector,
    hi: Vector,
    order: Whole,
    levels: int,
    band: float,
    strip: float,
    slope: float,
    boxes: int,
) -> None:
    """Reorder the rows into a tree of ``levels`` halvings.

    Each node is cut where cutting excludes most: ``band`` is the width asked of the mean, ``strip``
    that of Q, ``slope`` how much Q changes with sum w y.
    """
    N = lo.shape[0]
    for level in range(levels):
        for j in range(1 << level):
            first = (N * j) >> level
            last = (N * (j + 1)) >> level
            low0, low1, low2 = lo[first, 0], lo[first, 1], lo[first, 2]
            high0, high1, high2 = hi[first, 0], hi[first, 1], hi[first, 2]
            for i in range(first + 1, last):
                low0 = min(low0, lo[i, 0])
                low1 = min(low1, lo[i, 1])
                low2 = min(low2, lo[i, 2])
                high0 = max(high0, hi[i, 0])
                high1 = max(high1, hi[i, 1])
                high2 = max(high2, hi[i, 2])
            wide0 = high0 - low0
            wide1 = slope * (high1 - low1)
            wide2 = high2 - low2
            gain0 = wide0 / (band + wide0)
            rest = strip + wide1 + wide2
            dim = 0
            if max(wide1, wide2) > gain0 * rest:
                dim = 1 if wide1 > wide2 else 2
            _halve(lo, hi, order, dim, first, last - 1, (N * (2 * j + 1)) >> (level + 1), boxes)


@jit_nogil
def enclose(
    lo: Vector,
    hi: Vector,
    orders: Whole,
    levels: int,
    band: float,
    strip: float,
    slope: float,
    box_lo: Vector,
    box_hi: Vector,
    total: Whole,
    extent: Vector,
) -> None:
    """Write each node's box (nodes, 3), number of vectors (nodes,) and extent in widths asked."""
    N = lo.shape[0]
    for level in range(levels, -1, -1):
        for j in range(1 << level):
            node = (1 << level) - 1 + j
            if level == levels:
                first = (N * j) >> level
                last = (N * (j + 1)) >> level
                count = 0
                for d in range(3):
                    box_lo[node, d] = lo[first, d]
                    box_hi[node, d] = hi[first, d]
                for i in range(first, last):
                    count += orders[i]
                    for d in range(3):
                        box_lo[node, d] = min(box_lo[node, d], lo[i, d])
                        box_hi[node, d] = max(box_hi[node, d], hi[i, d])
                total[node] = count
            else:
                left = 2 * node + 1
                total[node] = total[left] + total[left + 1]
                for d in range(3):
                    box_lo[node, d] = min(box_lo[left, d], box_lo[left + 1, d])
                    box_hi[node, d] = max(box_hi[left, d], box_hi[left + 1, d])
            extent[node] = (box_hi[node, 0] - box_lo[node, 0]) / band + (
                box_hi[node, 2] - box_lo[node, 2] + slope * (box_hi[node, 1] - box_lo[node, 1])
            ) / strip
