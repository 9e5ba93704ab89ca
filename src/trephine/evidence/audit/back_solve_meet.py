"""Match two halves over all slices of Q, on one or several threads, within a budget of work."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.audit.back_solve_halves import Half, Tree, tree_of
from trephine.evidence.audit.back_solve_region import Slice, Weighting
from trephine.evidence.kernel.back_solve_match import DEEPEST, match
from trephine.evidence.kernel.mode import compile_alone, is_compiled

_ROUNDS = 24  # what one task leaves of its part of the budget goes to the others
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What two halves give: certain and open vectors, by study and place, and rows of solutions.

    ``found`` and ``open`` are numbers of vectors; ``seen`` (k lists of bool by place) the values
    that occur in any of them; ``rows`` (m, k) places, one for each class of exchangeable vectors,
    None where there were more than the limit.
    """

    found: int
    open: int
    seen: tuple[NDArray[np.bool_], ...]
    rows: NDArray[np.uint16] | None
    work: int


class _Sum:
    """Counts that one thread adds up."""

    def __init__(self, a: Tree, b: Tree, limit: int) -> None:
        self.node_a = np.zeros(a.total.size, dtype=np.int64)
        self.node_b = np.zeros(b.total.size, dtype=np.int64)
        self.row_a = np.zeros(a.orders.size, dtype=np.int64)
        self.row_b = np.zeros(b.orders.size, dtype=np.int64)
        exact = a.lo is a.hi and b.lo is b.hi
        self.open_a = np.zeros(0 if exact else a.orders.size, dtype=np.int64)
        self.open_b = np.zeros(0 if exact else b.orders.size, dtype=np.int64)
        self.pairs = np.empty((limit, 2), dtype=np.int64)
        self.kept = 0
        self.work = 0


def meet(
    first: Half,
    second: Half,
    weighting: Weighting,
    pieces: Sequence[Slice],
    *,
    reach: float,
    Q_most: float,
    limit: int,
    budget: int,
    threads: int | None,
) -> Met:
    """Match the halves in every slice; the same figures on any number of threads."""
    W = float((1.0 / weighting.v).sum())
    k = weighting.v.size
    slope = 2.0 * reach
    sizes = np.empty(k, dtype=np.int64)
    for half in (first, second):
        sizes[half.studies] = half.size
    seen = tuple(np.zeros(m, dtype=bool) for m in sizes)
    found = opened = work = 0
    rows: list[NDArray[np.uint16]] | None = [np.empty((0, k), dtype=np.uint16)]
    held = 0
    for turn, piece in enumerate(pieces):
        a, b = (
            tree_of(half, piece, W, reach, Q_most, slope, is_random=weighting.is_random)
            for half in (first, second)
        )
        if a is None or b is None:
            continue
        exact = first.is_exact and second.is_exact
        room = max(limit - held, 0) if rows is not None and exact else 0
        rest = (budget - work) // (len(pieces) - turn)
        sums, left = _match(first, second, a, b, weighting, piece, room, rest, threads)
        work += sum(one.work for one in sums)
        got, open_a, open_b = _gather(a, b, sums, left)
        found += got[0]
        opened += _dot(open_a, a.orders)
        _mark(seen, first, a, got[1], open_a)
        _mark(seen, second, b, got[2], open_b)
        if rows is not None:
            pairs = np.concatenate([one.pairs[: min(one.kept, room)] for one in sums])
            held += pairs.shape[0]
            if not exact or any(one.kept > room for one in sums) or held > limit:
                rows = None
            else:
                made = np.empty((pairs.shape[0], k), dtype=np.uint16)
                made[:, first.studies] = a.places[pairs[:, 0]]
                made[:, second.studies] = b.places[pairs[:, 1]]
                rows.append(made)
    joined = None if rows is None else np.concatenate(rows)
    return Met(found=found, open=opened, seen=seen, rows=joined, work=work)


def _match(
    first: Half,
    second: Half,
    a: Tree,
    b: Tree,
    weighting: Weighting,
    piece: Slice,
    room: int,
    budget: int,
    threads: int | None,
) -> tuple[list[_Sum], Whole]:
    """Return each thread's sums and the pairs of nodes that the budget left open."""
    workers = max(1, threads or os.cpu_count() or 1) if is_compiled() else 1
    sums = [_Sum(a, b, room) for _ in range(workers)]
    run = compile_alone(match)
    exact = int(first.is_exact and second.is_exact)
    W = float((1.0 / weighting.v).sum())
    la, lb = min(4, a.levels), min(3, b.levels)
    tasks = np.array([(la, i, lb, j) for i in range(2**la) for j in range(2**lb)], dtype=np.int64)

    def work(worker: int, tasks: Whole, each: int) -> list[Whole]:
        into = sums[worker]
        left = []
        for task in tasks[worker::workers]:
            over = np.empty((DEEPEST, 4), dtype=np.int64)
            done, into.kept, count = run(
                a.lo, a.hi, a.orders, a.box_lo, a.box_hi, a.total, a.extent, a.levels,
                a.places, first.start, first.y, first.v,
                b.lo, b.hi, b.orders, b.box_lo, b.box_hi, b.total, b.extent, b.levels,
                b.places, second.start, second.y, second.v,
                W, piece.Q_from, piece.Q_to, piece.bands, piece.asked,
                weighting.df, weighting.scale, weighting.z, exact, task, each,
                into.node_a, into.node_b, into.row_a, into.row_b, into.open_a, into.open_b,
                into.pairs, into.kept, over,
            )  # fmt: skip
            into.work += done
            left.append(over[:count])
        return left

    for _ in range(_ROUNDS):
        rest = budget - sum(one.work for one in sums)
        each = max(rest // len(tasks), 0)
        if workers == 1:
            lists = [work(0, tasks, each)]
        else:
            with ThreadPoolExecutor(workers) as pool:
                lists = list(pool.map(work, range(workers), [tasks] * workers, [each] * workers))
        # In the order of the tasks, whatever the number of threads.
        remaining = [lists[i % workers][i // workers] for i in range(len(tasks))]
        tasks = np.concatenate(remaining)
        if not len(tasks) or rest <= budget // 50:
            break
    return sums, tasks


def _gather(
    a: Tree, b: Tree, sums: list[_Sum], left: Whole
) -> tuple[tuple[int, Whole, Whole], Whole, Whole]:
    """Return vectors found, and by row how many of the other half go with it: certain and open."""
    certain = []
    opened = []
    for tree, other, side, at in ((a, b, "a", 0), (b, a, "b", 2)):
        nodes = sum(getattr(one, f"node_{side}") for one in sums)
        rows = sum(getattr(one, f"row_{side}") for one in sums)
        certain.append(rows + _down(nodes, tree))
        waiting = np.zeros(tree.total.size, dtype=np.int64)
        for task in left:
            node, mate = 2 ** task[at] - 1 + task[at + 1], 2 ** task[2 - at] - 1 + task[3 - at]
            waiting[node] += other.total[mate]
        maybe = _down(waiting, tree)
        if sums[0].open_a.size:
            maybe = maybe + sum(getattr(one, f"open_{side}") for one in sums)
        opened.append(maybe)
    return (_dot(certain[0], a.orders), certain[0], certain[1]), opened[0], opened[1]


def _down(nodes: Whole, tree: Tree) -> Whole:
    """Hand what every node holds down to its rows."""
    N = tree.orders.size
    carried = nodes[:1]
    for level in range(1, tree.levels + 1):
        first = 2**level - 1
        carried = np.repeat(carried, 2) + nodes[first : first + 2**level]
    edges = (N * np.arange(2**tree.levels + 1, dtype=np.int64)) >> tree.levels
    return np.repeat(carried, np.diff(edges))


def _dot(a: Whole, b: Whole) -> int:
    """Return the sum of products as an integer of any size."""
    hot = np.flatnonzero(a)
    if not hot.size:
        return 0
    if float(np.dot(a[hot].astype(float), b[hot].astype(float))) < 2.0**62:
        return int(np.dot(a[hot], b[hot]))
    return sum(int(x) * int(y) for x, y in zip(a[hot].tolist(), b[hot].tolist(), strict=True))


def _mark(
    seen: tuple[NDArray[np.bool_], ...], half: Half, tree: Tree, certain: Whole, opened: Whole
) -> None:
    """Mark the values that occur in rows with a partner; of boxes, the range of their members."""
    hot = np.flatnonzero((certain > 0) | (opened > 0))
    for j, study in enumerate(half.studies):
        if half.is_exact:
            seen[study][np.unique(tree.places[hot, j])] = True
            continue
        edges = np.zeros(seen[study].size + 1, dtype=np.int64)
        np.add.at(edges, tree.members[hot, 2 * j], 1)
        np.add.at(edges, tree.members[hot, 2 * j + 1].astype(np.int64) + 1, -1)
        seen[study][np.cumsum(edges)[:-1] > 0] = True
