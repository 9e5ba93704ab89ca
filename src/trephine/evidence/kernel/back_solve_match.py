"""Two halves meet: every pair of half vectors that reproduces the figures, by pairs of boxes."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.back_solve_half import Places
from trephine.evidence.kernel.back_solve_tree import Whole
from trephine.evidence.kernel.mode import jit, jit_nogil
from trephine.evidence.kernel.sums import Vector

Pairs = NDArray[np.int64]
DEEPEST = 512  # pairs that wait: each cut leaves one more, and there are at most 2 x 24 levels


@jit
def reproduces(
    a: Places,
    b: Places,
    start_a: Whole,
    start_b: Whole,
    y_a: Vector,
    y_b: Vector,
    v_a: Vector,
    v_b: Vector,
    tau2: float,
    z: float,
    asked: Vector,
) -> bool:
    """Tell whether the mean and interval at tau2 lie where one of the rules asks.

    asked: (rules, 6) least and largest mean, lower and upper bound, from the centre.
    """
    total = sum_y = 0.0
    for j in range(a.shape[0]):
        weight = 1.0 / (v_a[j] + tau2)
        total += weight
        sum_y += weight * y_a[start_a[j] + a[j]]
    for j in range(b.shape[0]):
        weight = 1.0 / (v_b[j] + tau2)
        total += weight
        sum_y += weight * y_b[start_b[j] + b[j]]
    mean = sum_y / total
    half = z / math.sqrt(total)
    for r in range(asked.shape[0]):
        if (
            asked[r, 0] <= mean <= asked[r, 1]
            and asked[r, 2] <= mean - half <= asked[r, 3]
            and asked[r, 4] <= mean + half <= asked[r, 5]
        ):
            return True
    return False


@jit
def _meets(low: float, high: float, bands: Vector) -> int:
    """Return 0 where the mean can lie in no band, 2 where it lies in one for certain, else 1.

    bands: (rules, 4) widest and surest band, each from least to largest.
    """
    found = 0
    for r in range(bands.shape[0]):
        if bands[r, 2] <= low and high <= bands[r, 3]:
            return 2
        if high >= bands[r, 0] and low <= bands[r, 1]:
            found = 1
    return found


@jit
def _keep(pairs: Pairs, kept: int, i: int, j: int) -> int:
    if kept < pairs.shape[0]:
        pairs[kept, 0] = i
        pairs[kept, 1] = j
    room: int = pairs.shape[0]
    return min(kept + 1, room + 1)


@jit_nogil
def match(
    lo_a: Vector,
    hi_a: Vector,
    orders_a: Whole,
    box_lo_a: Vector,
    box_hi_a: Vector,
    total_a: Whole,
    extent_a: Vector,
    levels_a: int,
    places_a: Places,
    start_a: Whole,
    y_a: Vector,
    v_a: Vector,
    lo_b: Vector,
    hi_b: Vector,
    orders_b: Whole,
    box_lo_b: Vector,
    box_hi_b: Vector,
    total_b: Whole,
    extent_b: Vector,
    levels_b: int,
    places_b: Places,
    start_b: Whole,
    y_b: Vector,
    v_b: Vector,
    W: float,
    Q_from: float,
    Q_to: float,
    bands: Vector,
    asked: Vector,
    df: float,
    scale: float,
    z: float,
    exact: int,
    task: Pairs,
    budget: int,
    node_a: Whole,
    node_b: Whole,
    row_a: Whole,
    row_b: Whole,
    open_a: Whole,
    open_b: Whole,
    pairs: Pairs,
    kept: int,
    left: Pairs,
) -> tuple[int, int, int]:
    """Match the two nodes of a task (level, place, level, place): Q in [Q_from, Q_to), mean asked.

    node_a, row_a: how many vectors of the other half go with every row of a node, or with one row;
    open_a: those of which boxes cannot tell (exact 0). pairs: rows of solutions, ``kept`` of them
    so far; ``left``: what remained when ``budget`` comparisons were spent. tau2 is
    (Q - df) / scale. Returns comparisons, kept and the number left.
    """
    inverse = 1.0 / W
    N = lo_a.shape[0]
    M = lo_b.shape[0]
    widest_lo = bands[0, 0]
    widest_hi = bands[0, 1]
    for r in range(1, bands.shape[0]):
        widest_lo = min(widest_lo, bands[r, 0])
        widest_hi = max(widest_hi, bands[r, 1])
    stack = np.empty((DEEPEST, 4), dtype=np.int64)
    stack[0, :] = task
    waiting = 1
    work = 0
    while waiting > 0:
        if work > budget:
            for i in range(waiting):
                left[i, :] = stack[i, :]
            return work, kept, waiting
        waiting -= 1
        work += 1
        la, ja = stack[waiting, 0], stack[waiting, 1]
        lb, jb = stack[waiting, 2], stack[waiting, 3]
        na = (1 << la) - 1 + ja
        nb = (1 << lb) - 1 + jb
        mean_lo = box_lo_a[na, 0] + box_lo_b[nb, 0]
        mean_hi = box_hi_a[na, 0] + box_hi_b[nb, 0]
        met = _meets(mean_lo, mean_hi, bands)
        if met == 0:
            continue
        s_lo = box_lo_a[na, 1] + box_lo_b[nb, 1]
        s_hi = box_hi_a[na, 1] + box_hi_b[nb, 1]
        most = max(s_lo * s_lo, s_hi * s_hi) * inverse
        least = 0.0
        if s_lo > 0.0 or s_hi < 0.0:
            least = min(s_lo * s_lo, s_hi * s_hi) * inverse
        Q_hi = box_hi_a[na, 2] + box_hi_b[nb, 2] - least
        Q_lo = box_lo_a[na, 2] + box_lo_b[nb, 2] - most
        if Q_hi < Q_from or Q_lo >= Q_to:
            continue
        if met == 2 and Q_lo >= Q_from and Q_hi < Q_to:
            node_a[na] += total_b[nb]
            node_b[nb] += total_a[na]
            if kept <= pairs.shape[0]:
                for i in range((N * ja) >> la, (N * (ja + 1)) >> la):
                    for j in range((M * jb) >> lb, (M * (jb + 1)) >> lb):
                        kept = _keep(pairs, kept, i, j)
                    if kept > pairs.shape[0]:
                        break
            continue
        if la < levels_a and (lb == levels_b or extent_a[na] >= extent_b[nb]):
            for side in range(2):
                stack[waiting, 0] = la + 1
                stack[waiting, 1] = 2 * ja + side
                stack[waiting, 2] = lb
                stack[waiting, 3] = jb
                waiting += 1
            continue
        if lb < levels_b:
            for side in range(2):
                stack[waiting, 0] = la
                stack[waiting, 1] = ja
                stack[waiting, 2] = lb + 1
                stack[waiting, 3] = 2 * jb + side
                waiting += 1
            continue
        first = (M * jb) >> lb
        last = (M * (jb + 1)) >> lb
        for i in range((N * ja) >> la, (N * (ja + 1)) >> la):
            work += 1
            m, s, q = lo_a[i, 0], lo_a[i, 1], lo_a[i, 2]
            if hi_a[i, 0] + box_hi_b[nb, 0] < widest_lo or m + box_lo_b[nb, 0] > widest_hi:
                continue
            if exact == 1:
                s_lo = s + box_lo_b[nb, 1]
                s_hi = s + box_hi_b[nb, 1]
                if q + box_lo_b[nb, 2] - max(s_lo * s_lo, s_hi * s_hi) * inverse >= Q_to:
                    continue
                least = 0.0
                if s_lo > 0.0 or s_hi < 0.0:
                    least = min(s_lo * s_lo, s_hi * s_hi) * inverse
                if q + box_hi_b[nb, 2] - least < Q_from:
                    continue
                work += last - first
                for j in range(first, last):
                    mean = m + lo_b[j, 0]
                    both = s + lo_b[j, 1]
                    Q = q + lo_b[j, 2] - both * both * inverse
                    if mean < widest_lo or mean > widest_hi or Q_from > Q or Q_to <= Q:
                        continue
                    met = _meets(mean, mean, bands)
                    if met == 0:
                        continue
                    if met == 1:
                        work += 8
                        tau2 = max(0.0, (Q - df) / scale) if scale > 0.0 else 0.0
                        if not reproduces(
                            places_a[i],
                            places_b[j],
                            start_a,
                            start_b,
                            y_a,
                            y_b,
                            v_a,
                            v_b,
                            tau2,
                            z,
                            asked,
                        ):
                            continue
                    row_a[i] += orders_b[j]
                    row_b[j] += orders_a[i]
                    kept = _keep(pairs, kept, i, j)
                continue
            work += last - first
            for j in range(first, last):
                met = _meets(m + lo_b[j, 0], hi_a[i, 0] + hi_b[j, 0], bands)
                if met == 0:
                    continue
                s_lo = s + lo_b[j, 1]
                s_hi = hi_a[i, 1] + hi_b[j, 1]
                most = max(s_lo * s_lo, s_hi * s_hi) * inverse
                least = 0.0
                if s_lo > 0.0 or s_hi < 0.0:
                    least = min(s_lo * s_lo, s_hi * s_hi) * inverse
                Q_hi = hi_a[i, 2] + hi_b[j, 2] - least
                Q_lo = q + lo_b[j, 2] - most
                if Q_hi < Q_from or Q_lo >= Q_to:
                    continue
                if met == 2 and Q_lo >= Q_from and Q_hi < Q_to:
                    row_a[i] += orders_b[j]
                    row_b[j] += orders_a[i]
                else:
                    open_a[i] += orders_b[j]
                    open_b[j] += orders_a[i]
    return work, kept, 0
