"""Two halves of the studies, each with the vectors that no bound excludes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.audit.back_solve_region import Slice, Weighting
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.back_solve_boxes import box_half
from trephine.evidence.kernel.back_solve_half import walk_half, weigh_half
from trephine.evidence.kernel.back_solve_tree import enclose, grow
from trephine.evidence.kernel.mode import compile_alone

Counts = tuple[int, ...]
_LEAF = 8
# Cells of mean, sum w y and sum w y^2 where vectors are held together. Under the common effect the
# first two are one.
_BINS = {False: (512, 1, 768), True: (192, 32, 384)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Some of the studies: which, their values from the centre, and who is exchangeable."""

    studies: NDArray[np.int64]
    w: Vector
    v: Vector
    y: Vector
    start: NDArray[np.int64]
    size: NDArray[np.int64]
    same: NDArray[np.int64]
    places: NDArray[np.uint16]
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The points of one half in a slice, ordered into boxes."""

    lo: Vector
    hi: Vector
    orders: NDArray[np.int64]
    levels: int
    box_lo: Vector
    box_hi: Vector
    total: NDArray[np.int64]
    extent: Vector
    places: NDArray[np.uint16]
    members: NDArray[np.uint16]


def split(counts: Sequence[Counts], n: Sequence[int]) -> tuple[list[int], list[int]]:
    """Divide the studies so that the larger half has as few vectors as possible.

    Exchangeable studies (same size, same counts possible) count as multisets.
    """
    order = sorted(range(len(n)), key=lambda i: (-n[i], counts[i], i))
    groups = [list(g) for _, g in groupby(order, key=lambda i: (n[i], counts[i]))]

    def size(group: list[int], m: int) -> float:
        return math.log(math.comb(len(counts[group[0]]) + m - 1, m))

    best: tuple[float, tuple[int, ...]] | None = None
    choices = 1
    for group in groups:
        choices *= len(group) + 1
    if choices <= 1 << 14:
        for taken in product(*(range(len(group) + 1) for group in groups)):
            if 0 < sum(taken) < len(n):
                a = sum(size(g, m) for g, m in zip(groups, taken, strict=True))
                b = sum(size(g, len(g) - m) for g, m in zip(groups, taken, strict=True))
                if best is None or max(a, b) < best[0] - 1e-12:
                    best = (max(a, b), taken)
    if best is not None:
        taken = best[1]
        first = [i for g, m in zip(groups, taken, strict=True) for i in g[:m]]
    else:
        first, sums = [], [0.0, 0.0]
        for i in sorted(order, key=lambda i: -len(counts[i])):
            side = 0 if sums[0] <= sums[1] else 1
            sums[side] += math.log(len(counts[i]))
            if side == 0:
                first.append(i)
        first.sort(key=order.index)
    chosen = set(first)
    return first, [i for i in order if i not in chosen]


def half_of(
    studies: Sequence[int],
    weighting: Weighting,
    values: Sequence[Vector],
    kinds: Sequence[object],
    reach: float,
    Q_most: float,
    limit: int,
) -> Half:
    """Return the half with its vectors, or without (``is_exact`` false) where they exceed limit."""
    at = np.array(studies, dtype=np.int64)
    v = np.ascontiguousarray(weighting.v[at])
    size = np.array([values[i].size for i in studies], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    same = np.array(
        [int(j > 0 and kinds[i] == kinds[studies[j - 1]]) for j, i in enumerate(studies)],
        dtype=np.int64,
    )
    y = np.concatenate([values[i] for i in studies])
    w, W = 1.0 / v, float((1.0 / weighting.v).sum())
    none = np.empty((0, at.size), dtype=np.uint16)
    walk = compile_alone(walk_half)
    found = walk(w, start, size, same, y, W, reach, Q_most, limit, none)
    places = none
    if found <= limit:
        places = np.empty((found, at.size), dtype=np.uint16)
        walk(w, start, size, same, y, W, reach, Q_most, limit, places)
    return Half(
        studies=at,
        w=w,
        v=v,
        y=y,
        start=start,
        size=size,
        same=same,
        places=places,
        is_exact=found <= limit,
    )


def tree_of(
    half: Half,
    piece: Slice,
    W: float,
    reach: float,
    Q_most: float,
    slope: float,
    *,
    is_random: bool,
) -> Tree | None:
    """Return the half's points under the weights of a slice, as a tree; None where none is left."""
    share = np.ascontiguousarray(piece.share[half.studies])
    if half.is_exact:
        lo = np.empty((half.places.shape[0], 3))
        orders = np.empty(half.places.shape[0], dtype=np.int64)
        compile_alone(weigh_half)(
            half.places, half.w, share, half.start, half.same, half.y, lo, orders
        )
        hi, members = lo, np.empty((0, 0), dtype=np.uint16)
    else:
        lo, hi, orders, members = compile_alone(box_half)(
            half.w,
            share,
            half.start,
            half.size,
            half.y,
            W,
            reach,
            Q_most,
            np.array(_BINS[is_random]),
        )
    N = lo.shape[0]
    if N == 0:
        return None
    levels = max(0, int(math.log2(N / _LEAF))) if N > _LEAF else 0
    finite = piece.bands[np.isfinite(piece.bands[:, :2]).all(axis=1)]
    spread = float(hi[:, 0].max() - lo[:, 0].min()) or 1.0
    band = float((finite[:, 1] - finite[:, 0]).max()) if finite.size else spread
    band = max(min(band, spread), 1e-6 * spread)
    deep = float(hi[:, 2].max() - lo[:, 2].min()) or 1.0
    strip = max(min(piece.Q_to - piece.Q_from, deep), 1e-6 * deep)
    order = np.arange(N, dtype=np.int64)
    compile_alone(grow)(lo, hi, order, levels, band, strip, slope, int(not half.is_exact))
    orders = orders[order]
    nodes = 2 ** (levels + 1) - 1
    box_lo, box_hi, extent = np.empty((nodes, 3)), np.empty((nodes, 3)), np.empty(nodes)
    total = np.empty(nodes, dtype=np.int64)
    compile_alone(enclose)(
        lo, hi, orders, levels, band, strip, slope, box_lo, box_hi, total, extent
    )
    return Tree(
        lo=lo,
        hi=hi,
        orders=orders,
        levels=levels,
        box_lo=box_lo,
        box_hi=box_hi,
        total=total,
        extent=extent,
        places=half.places[order]
        if half.is_exact
        else np.empty((0, half.studies.size), dtype=np.uint16),
        members=members if half.is_exact else members[order],
    )
