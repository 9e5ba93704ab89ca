"""Half of the studies where its vectors are too many to hold: boxes that stand for many each."""

import numpy as np

from trephine.evidence.kernel.back_solve_half import Places, Whole
from trephine.evidence.kernel.mode import jit_nogil
from trephine.evidence.kernel.sums import Vector


@jit_nogil
def box_half(
    w: Vector,
    share: Vector,
    start: Whole,
    size: Whole,
    y: Vector,
    W: float,
    reach: float,
    Q_hi: float,
    bins: Whole,
) -> tuple[Vector, Vector, Whole, Places]:
    """Return boxes lo, hi (N, 3), numbers of vectors (N,), least and largest place (N, 2 h).

    Study by study, the vectors whose (sum share y, sum w y, sum w y^2) fall in one of the ``bins``
    are held together; the box is the smallest around them, so nothing is lost: only which of
    them is which. A vector is left out by the same bounds as in ``walk_half``, taken over its box.
    The product of sizes must stay below 2^62.
    """
    h = w.shape[0]
    cells = bins[0] * bins[1] * bins[2]
    where = np.full(cells, -1, dtype=np.int64)
    lo = np.zeros((1, 3))
    hi = np.zeros((1, 3))
    count = np.ones(1, dtype=np.int64)
    members = np.zeros((1, 2 * h), dtype=np.uint16)
    weight = 0.0
    floor = np.empty(3)
    scale = np.empty(3)
    least = np.empty(3)
    most = np.empty(3)
    for j in range(h):
        weight += w[j]
        for d in range(3):
            floor[d] = np.inf
            scale[d] = -np.inf
        new_lo = np.empty((1024, 3))
        new_hi = np.empty((1024, 3))
        new_count = np.empty(1024, dtype=np.int64)
        new_members = np.empty((1024, 2 * h), dtype=np.uint16)
        made = 0
        for turn in range(2):  # first the extent of what is left, then the boxes
            if turn == 1:
                for d in range(3):
                    wide = scale[d] - floor[d]
                    scale[d] = bins[d] / wide if wide > 0.0 else 0.0
            for r in range(lo.shape[0]):
                for i in range(size[j]):
                    value = y[start[j] + i]
                    least[0] = lo[r, 0] + share[j] * value
                    most[0] = hi[r, 0] + share[j] * value
                    least[1] = lo[r, 1] + w[j] * value
                    most[1] = hi[r, 1] + w[j] * value
                    least[2] = lo[r, 2] + w[j] * value * value
                    most[2] = hi[r, 2] + w[j] * value * value
                    bound = max(least[1] * least[1], most[1] * most[1]) / weight
                    near = 0.0
                    if least[1] > 0.0:
                        near = least[1]
                    elif most[1] < 0.0:
                        near = -most[1]
                    away = max(near / weight - reach, 0.0)
                    apart = weight * away * away * W / (W - weight)
                    if max(least[2] - bound, 0.0) + apart > Q_hi:
                        continue
                    if turn == 0:
                        for d in range(3):
                            floor[d] = min(floor[d], 0.5 * (least[d] + most[d]))
                            scale[d] = max(scale[d], 0.5 * (least[d] + most[d]))
                        continue
                    cell = 0
                    for d in range(3):
                        part = int((0.5 * (least[d] + most[d]) - floor[d]) * scale[d])
                        cell = cell * bins[d] + min(max(part, 0), bins[d] - 1)
                    at = where[cell]
                    if at < 0:
                        if made == new_lo.shape[0]:
                            new_lo = np.concatenate((new_lo, np.empty_like(new_lo)))
                            new_hi = np.concatenate((new_hi, np.empty_like(new_hi)))
                            new_count = np.concatenate((new_count, np.empty_like(new_count)))
                            new_members = np.concatenate((new_members, np.empty_like(new_members)))
                        where[cell] = made
                        at = made
                        made += 1
                        for d in range(3):
                            new_lo[at, d] = least[d]
                            new_hi[at, d] = most[d]
                        new_count[at] = 0
                        for m in range(j):
                            new_members[at, 2 * m] = members[r, 2 * m]
                            new_members[at, 2 * m + 1] = members[r, 2 * m + 1]
                        new_members[at, 2 * j] = i
                        new_members[at, 2 * j + 1] = i
                    new_count[at] += count[r]
                    for d in range(3):
                        new_lo[at, d] = min(new_lo[at, d], least[d])
                        new_hi[at, d] = max(new_hi[at, d], most[d])
                    for m in range(j):
                        new_members[at, 2 * m] = min(new_members[at, 2 * m], members[r, 2 * m])
                        new_members[at, 2 * m + 1] = max(
                            new_members[at, 2 * m + 1], members[r, 2 * m + 1]
                        )
                    new_members[at, 2 * j] = min(new_members[at, 2 * j], i)
                    new_members[at, 2 * j + 1] = max(new_members[at, 2 * j + 1], i)
        lo = new_lo[:made].copy()
        hi = new_hi[:made].copy()
        count = new_count[:made].copy()
        members = new_members[:made].copy()
        where[:] = -1
    return lo, hi, count, members
