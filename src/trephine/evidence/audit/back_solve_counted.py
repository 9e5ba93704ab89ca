"""Back-solving where variances depend on counts (raw and logit proportions): branch and bound."""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.audit.back_solve_figures import EVERYTHING, FigureRanges, Range
from trephine.evidence.audit.back_solve_halves import Counts
from trephine.evidence.audit.back_solve_region import q_range
from trephine.evidence.audit.back_solve_sized import Solved
from trephine.evidence.effect_set import Vector
from trephine.evidence.effects import effects
from trephine.evidence.kernel.back_solve_counted import search_counted
from trephine.evidence.kernel.mode import compile_alone, is_compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Effects and variances of every possible count, study after study."""

    start: NDArray[np.int64]
    size: NDArray[np.int64]
    y: Vector
    v: Vector
    empty: NDArray[np.bool_]


def solve_counted(
    measure: str,
    n: Sequence[int],
    counts: Sequence[Counts],
    ranges: Sequence[FigureRanges],
    *,
    cc: float,
    cc_to: str,
    method: str,
    z: float,
    limit: int,
    budget: int,
    threads: int | None,
) -> Solved:
    """Find every vector that reproduces the figures, pooling as ``effects`` and ``pool`` do."""
    # The studies with most counts last: a bound then cuts most at once.
    order = sorted(range(len(n)), key=lambda i: (len(counts[i]), n[i], i))
    kept = [counts[i] for i in order]
    sizes = [n[i] for i in order]
    turns = [(cc, cc_to, False, 0)]
    if cc_to == "if0all":  # without a zero anywhere, nothing is added; with one, to all
        turns = [(0.0, "none", True, 0), (cc, "all", False, 1)]
    found = opened = work = 0
    rows: list[NDArray[np.uint16]] = []
    seen = np.zeros(sum(map(len, counts)), dtype=bool)
    for amount, to, skip, needs in turns:
        table = _table(measure, sizes, kept, amount, to, skip=skip)
        got, left, done, marked, listed = _search(
            table, ranges, measure, method, z, needs, limit, (budget - work) // 2, threads
        )
        found, opened, work = found + got, opened + left, work + done
        seen |= marked
        rows.append(listed)
    back = np.argsort(order)
    parts = np.split(seen, np.cumsum([len(one) for one in kept])[:-1])
    vectors = None
    if found <= limit and opened == 0:
        places = np.concatenate(rows)
        columns = [np.array(one)[places[:, j]] for j, one in enumerate(kept)]
        made = np.stack([columns[j] for j in back], axis=1).astype(np.int64)
        vectors = made[np.lexsort(made.T[::-1])]
    nan = math.nan
    return Solved(
        found=found,
        open=opened,
        seen=tuple(parts[j] for j in back),
        vectors=vectors,
        work=work,
        region=(nan, nan, nan, nan),
    )


def _search(
    table: _Table,
    ranges: Sequence[FigureRanges],
    measure: str,
    method: str,
    z: float,
    needs: int,
    limit: int,
    budget: int,
    threads: int | None,
) -> tuple[int, int, int, NDArray[np.bool_], NDArray[np.uint16]]:
    asked = np.array(
        [
            [*_before(measure, r.estimate), *_before(measure, r.ci_lb), *_before(measure, r.ci_ub)]
            for r in ranges
        ]
    )
    k = table.size.size
    Q = np.array([[_q(one, df) for df in range(k)] for one in ranges])
    above, below = np.zeros(k + 1), np.zeros(k + 1)
    low, high = asked[:, 0].min(), asked[:, 1].max()
    if math.isfinite(low) and math.isfinite(high):
        for j in range(k - 1, -1, -1):
            part = slice(table.start[j], table.start[j] + table.size[j])
            y, v = table.y[part], table.v[part]
            w = np.divide(1.0, v, out=np.zeros_like(v), where=v > 0.0)
            above[j] = above[j + 1] + (w * (y - low)).max()
            below[j] = below[j + 1] + (w * (y - high)).min()
    after = np.ones(k, dtype=np.int64)
    for j in range(k - 2, -1, -1):
        after[j] = after[j + 1] * table.size[j + 1]
    run = compile_alone(search_counted)
    tasks = range(int(table.size[0]))
    total: list[int] = []

    def one(first: int) -> tuple[int, int, int, NDArray[np.bool_], NDArray[np.uint16]]:
        seen = np.zeros(table.y.size, dtype=bool)
        rows = np.empty((int(min(limit, after[0])), k), dtype=np.uint16)
        found, left, work = run(
            table.start, table.size, table.y, table.v, table.empty, needs, after, above, below,
            int(method == "DL"), z, asked, Q, first, budget // len(tasks), seen, rows,
        )  # fmt: skip
        total.append(found)
        kept = found if sum(total) <= limit else 0  # beyond the limit none are listed
        return found, left, work, seen, rows[:kept].copy()

    workers = min(max(1, threads or os.cpu_count() or 1), len(tasks)) if is_compiled() else 1
    if workers == 1:
        done = [one(first) for first in tasks]
    else:
        with ThreadPoolExecutor(workers) as pool:
            done = list(pool.map(one, tasks))
    return (
        sum(d[0] for d in done),
        sum(d[1] for d in done),
        sum(d[2] for d in done),
        np.any([d[3] for d in done], axis=0),
        np.concatenate([d[4] for d in done]),
    )


def _table(
    measure: str, n: Sequence[int], counts: Sequence[Counts], cc: float, cc_to: str, *, skip: bool
) -> _Table:
    y, v, empty = [], [], []
    for size, possible in zip(n, counts, strict=True):
        made = effects(measure, xi=list(possible), ni=[size] * len(possible), cc=cc, cc_to=cc_to)
        x = np.array(possible)
        zero = (x == 0) | (x == size)
        gone = np.isnan(made.yi)
        y.append(np.where(gone, 0.0, made.yi))
        v.append(np.where(zero & skip, -1.0, np.where(gone, 0.0, made.vi)))
        empty.append(zero)
    sizes = np.array([one.size for one in y], dtype=np.int64)
    return _Table(
        start=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        size=sizes,
        y=np.concatenate(y),
        v=np.concatenate(v),
        empty=np.concatenate(empty),
    )


def _q(ranges: FigureRanges, df: int) -> Range:
    """Return what is asked of Q; one study has neither I2 nor P, so asks of them cannot be met."""
    if df:
        return q_range(ranges, float(df))
    free = replace(ranges, estimate=EVERYTHING, ci_lb=EVERYTHING, ci_ub=EVERYTHING)
    asks = free.I2 != EVERYTHING or free.p != EVERYTHING
    return (math.inf, -math.inf) if asks else (-1.0, math.inf)


def _before(measure: str, percent: Range) -> Range:
    """Return the range on the analysed scale; limits of the natural scale stand for all beyond."""
    low, high = percent[0] / 100.0, percent[1] / 100.0
    if measure == "PLO":
        start = -math.inf if low <= 0.0 else math.log(low / (1.0 - low)) if low < 1.0 else math.inf
        end = math.inf if high >= 1.0 else math.log(high / (1.0 - high)) if high > 0 else -math.inf
        return start, end
    return (-math.inf if low <= 0.0 else low), (math.inf if high >= 1.0 else high)
