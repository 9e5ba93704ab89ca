"""Half of a meet in the middle: the counts that some of the studies can still have."""

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit, jit_nogil
from trephine.evidence.kernel.sums import Vector

Whole = NDArray[np.int64]
Places = NDArray[np.uint16]


@jit_nogil
def walk_half(
    w: Vector,
    start: Whole,
    size: Whole,
    same: Whole,
    y: Vector,
    W: float,
    reach: float,
    Q_hi: float,
    limit: int,
    out: Places,
) -> int:
    """Count the vectors of these studies that no bound excludes, and write them where out has rows.

    w: (h,) common-effect weights; study j takes y[start[j]] ... y[start[j] + size[j] - 1], values
    from the centre; same[j] is 1 where it is exchangeable with study j - 1 and need not take an
    earlier value. W: weight of all studies. A vector is left out where Cochran's Q of all studies
    must exceed Q_hi: Q of a part never exceeds Q of the whole, and a part whose mean m lies apart
    from the common-effect mean (known to lie within ``reach`` of the centre) adds
    w_part (m - mean)^2 W / (W - w_part). Stops, and returns limit + 1, beyond ``limit``.
    """
    h = w.shape[0]
    total = np.empty(h)
    weight = 0.0
    for j in range(h):
        weight += w[j]
        total[j] = weight
    s = np.zeros(h + 1)
    q = np.zeros(h + 1)
    place = np.zeros(h, dtype=np.int64)
    found = 0
    depth = 0
    while depth >= 0:
        i = place[depth]
        if i >= size[depth]:
            depth -= 1
            if depth >= 0:
                place[depth] += 1
            continue
        value = y[start[depth] + i]
        s1 = s[depth] + w[depth] * value
        q1 = q[depth] + w[depth] * value * value
        mean = s1 / total[depth]
        away = max(abs(mean) - reach, 0.0)
        if q1 - s1 * mean + total[depth] * away * away * W / (W - total[depth]) > Q_hi:
            place[depth] += 1
            continue
        if depth < h - 1:
            depth += 1
            s[depth] = s1
            q[depth] = q1
            place[depth] = place[depth - 1] if same[depth] == 1 else 0
            continue
        if found < out.shape[0]:
            for j in range(h):
                out[found, j] = place[j]
        found += 1
        if found > limit:
            return found
        place[depth] += 1
    return found


@jit
def arrangements(row: Places, same: Whole) -> int:
    """Return the number of distinct orders of a vector's values among exchangeable studies."""
    orders = 1
    group = 0
    run = 0
    for j in range(row.shape[0]):
        if same[j] == 0:
            group = 1
            run = 1
            continue
        group += 1
        run = run + 1 if row[j] == row[j - 1] else 1
        orders = orders * group // run
    return orders


@jit_nogil
def weigh_half(
    places: Places,
    w: Vector,
    share: Vector,
    start: Whole,
    same: Whole,
    y: Vector,
    points: Vector,
    orders: Whole,
) -> None:
    """Write (sum share y, sum w y, sum w y^2) to points (N, 3), and numbers of orders (N,)."""
    for r in range(places.shape[0]):
        m = s = q = 0.0
        for j in range(w.shape[0]):
            value = y[start[j] + places[r, j]]
            m += share[j] * value
            s += w[j] * value
            q += w[j] * value * value
        points[r, 0] = m
        points[r, 1] = s
        points[r, 2] = q
        orders[r] = arrangements(places[r], same)
