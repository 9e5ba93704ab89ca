"""Branch and bound over counts where variances depend on the counts themselves."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.back_solve_half import Whole
from trephine.evidence.kernel.mode import jit, jit_nogil
from trephine.evidence.kernel.sums import Vector

Flags = NDArray[np.bool_]


@jit
def _fits(
    y: Vector,
    v: Vector,
    sums: Vector,
    is_random: int,
    z: float,
    asked: Vector,
    Q_ranges: Vector,
) -> bool:
    """Tell whether the studies of positive variance reproduce the figures under one rule.

    sums: number of studies, sum w, sum w y, sum w y^2, sum w^2. Q_ranges: (rules, k, 2) by df.
    """
    known = int(sums[0])
    if known == 0:
        return False
    df = known - 1
    mean = sums[2] / sums[1]
    total = sums[1]
    Q = 0.0
    for i in range(y.shape[0]):  # anew: the difference of sums would lose digits
        if v[i] > 0.0:
            Q += (y[i] - mean) ** 2 / v[i]
    if is_random == 1 and df > 0:
        tau2 = max(0.0, (Q - df) / (sums[1] - sums[4] / sums[1]))
        if tau2 > 0.0:
            total = mean = 0.0
            for i in range(y.shape[0]):
                if v[i] > 0.0:
                    weight = 1.0 / (v[i] + tau2)
                    total += weight
                    mean += weight * y[i]
            mean /= total
    half = z / math.sqrt(total)
    for r in range(asked.shape[0]):
        if (
            asked[r, 0] <= mean <= asked[r, 1]
            and asked[r, 2] <= mean - half <= asked[r, 3]
            and asked[r, 4] <= mean + half <= asked[r, 5]
            and Q_ranges[r, df, 0] <= Q <= Q_ranges[r, df, 1]
        ):
            return True
    return False


@jit_nogil
def search_counted(
    start: Whole,
    size: Whole,
    y: Vector,
    v: Vector,
    empty: Flags,
    needs_empty: int,
    after: Whole,
    above: Vector,
    below: Vector,
    is_random: int,
    z: float,
    asked: Vector,
    Q_ranges: Vector,
    first: int,
    budget: int,
    seen: Flags,
    rows: NDArray[np.uint16],
) -> tuple[int, int, int]:
    """Search below place ``first`` of the first study; return found, left open, comparisons.

    y, v: effects and variances of every count, v 0 where the study then drops out of the pool and
    negative where the count is not to be tried. after: (k,) vectors below one place of study j.
    above, below: (k + 1,) the most that studies j, j + 1, ... can add to sum w (y - low) and the
    least to sum w (y - high), low and high being the ends asked of the mean: a common-effect mean
    in the range needs the first sum above 0 and the second below. Q of a part never exceeds Q of
    the whole. rows: room for solutions (places); needs_empty: 1 where one study or more must have
    a count marked ``empty``.
    """
    k = start.shape[0]
    place = np.zeros(k, dtype=np.int64)
    place[0] = first
    sums = np.zeros((k + 1, 5))
    marks = np.zeros(k + 1, dtype=np.int64)
    low = math.inf
    high = -math.inf
    Q_most = -math.inf
    for r in range(asked.shape[0]):
        low = min(low, asked[r, 0])
        high = max(high, asked[r, 1])
        for df in range(k):
            Q_most = max(Q_most, Q_ranges[r, df, 1])
    Q_most += 1e-9 * abs(Q_most)
    bounded = is_random == 0 and math.isfinite(low) and math.isfinite(high)
    chosen_y = np.zeros(k)
    chosen_v = np.zeros(k)
    found = 0
    work = 0
    depth = 0
    while depth >= 0:
        i = place[depth]
        if i >= size[depth] or (depth == 0 and i > first):
            depth -= 1
            if depth >= 0:
                place[depth] += 1
            continue
        if work > budget:
            left = 0
            for j in range(depth + 1):
                rest = size[j] - place[j] - 1 if j > 0 else 0
                left += rest * after[j]
            return found, left + after[depth], work
        work += 1
        at = start[depth] + i
        place[depth] = i
        if v[at] < 0.0:
            place[depth] += 1
            continue
        for d in range(5):
            sums[depth + 1, d] = sums[depth, d]
        marks[depth + 1] = marks[depth] + (1 if empty[at] else 0)
        chosen_y[depth] = y[at]
        chosen_v[depth] = v[at]
        if v[at] > 0.0:
            w = 1.0 / v[at]
            sums[depth + 1, 0] += 1.0
            sums[depth + 1, 1] += w
            sums[depth + 1, 2] += w * y[at]
            sums[depth + 1, 3] += w * y[at] * y[at]
            sums[depth + 1, 4] += w * w
        W, S = sums[depth + 1, 1], sums[depth + 1, 2]
        noise = 1e-10 * sums[depth + 1, 3] + 1e-12
        if W > 0.0 and sums[depth + 1, 3] - S * S / W > Q_most + noise:
            place[depth] += 1
            continue
        if bounded:
            noise = 1e-10 * (abs(S) + W * max(abs(low), abs(high)) + 1.0)
            if S - low * W + above[depth + 1] < -noise or S - high * W + below[depth + 1] > noise:
                place[depth] += 1
                continue
        if depth < k - 1:
            depth += 1
            place[depth] = 0
            continue
        work += 4
        if (needs_empty == 0 or marks[k] > 0) and _fits(
            chosen_y, chosen_v, sums[k], is_random, z, asked, Q_ranges
        ):
            if found < rows.shape[0]:
                for j in range(k):
                    rows[found, j] = place[j]
            for j in range(k):
                seen[start[j] + place[j]] = True
            found += 1
        place[depth] += 1
    return found, 0, work
