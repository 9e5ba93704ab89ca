"""Back-solving where variances depend on sizes alone (Freeman-Tukey, arcsine): meet in the middle.

The common-effect mean is then a sum over studies and Q needs one more; the weights of DerSimonian
and Laird follow from Q, in slices of it. What is guaranteed: docs/explanation/back-solving.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.audit.back_solve_figures import EVERYTHING, FigureRanges, Range
from trephine.evidence.audit.back_solve_halves import Counts, half_of, split
from trephine.evidence.audit.back_solve_meet import meet
from trephine.evidence.audit.back_solve_region import Asked, Slice, Weighting, q_range, slices
from trephine.evidence.effect_set import Vector
from trephine.evidence.effects import back_transform, effects

_ROWS = 4_000_000  # vectors of one half that are held, about 130 bytes each with their boxes
_RING, _EVENTS, _STRIP, _ENOUGH, _MANY = 3.0, 20.0, 0.1, 300, 30_000
_WITHIN = 10**11
Inverse = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """Studies with their possible effects: ``values[i][j]`` belongs to ``counts[i][j]``."""

    weighting: Weighting
    n: tuple[int, ...]
    counts: tuple[Counts, ...]
    values: tuple[Vector, ...]

    @property
    def kinds(self) -> tuple[tuple[int, Counts], ...]:
        """What makes two studies exchangeable."""
        return tuple(zip(self.n, self.counts, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The outcome of a search: numbers found and open, values by study, and vectors if few."""

    found: int
    open: int
    seen: tuple[NDArray[np.bool_], ...]
    vectors: NDArray[np.int64] | None
    work: int
    region: tuple[float, float, float, float]


def sized(
    measure: str, n: Sequence[int], counts: Sequence[Counts], *, z: float, method: str
) -> Sized:
    """Return the studies with every effect they can have."""
    values, v = [], []
    for size, possible in zip(n, counts, strict=True):
        made = effects(measure, xi=list(possible), ni=[size] * len(possible))
        values.append(np.array(made.yi))
        v.append(float(made.vi[0]))
    weighting = Weighting(v=np.array(v), is_random=method == "DL", z=z)
    return Sized(weighting=weighting, n=tuple(n), counts=tuple(counts), values=tuple(values))


def asked_of(
    ranges: Sequence[FigureRanges], studies: Sized, measure: str, back: str
) -> list[Asked]:
    """Return the rules' ranges on the analysed scale; equal ones once."""
    n = np.array(studies.n, dtype=np.float64)

    def natural(t: float) -> float:
        if measure == "PFT":
            return float(back_transform(measure, [t], how=back, ni=n)[0])
        return float(back_transform(measure, [t])[0])

    out: list[Asked] = []
    for one in ranges:
        rule = Asked(
            mean=_before(natural, one.estimate),
            lower=_before(natural, one.ci_lb),
            upper=_before(natural, one.ci_ub),
            Q=q_range(one, studies.weighting.df),
        )
        if rule not in out:
            out.append(rule)
    return out


def solve_sized(
    studies: Sized, asked: list[Asked], *, limit: int, budget: int, threads: int | None
) -> Solved:
    """Find every vector in the ranges; bounds where the studies are too many to hold."""
    w = 1.0 / studies.weighting.v
    low = np.array([one.min() for one in studies.values])
    high = np.array([one.max() for one in studies.values])
    Q_most = float((w * (0.5 * (high - low) + 0.5 * np.ptp(np.r_[low, high])) ** 2).sum())
    pieces, centre = _pieces(studies, asked, float(low.min()), float(high.max()), Q_most)
    none = tuple(np.zeros(len(one), dtype=bool) for one in studies.counts)
    nothing = np.empty((0, len(studies.n)), dtype=np.int64)
    if not pieces:
        region = (np.nan, np.nan, np.nan, np.nan)
        return Solved(found=0, open=0, seen=none, vectors=nothing, work=0, region=region)
    highest = pieces[-1].Q_to * (1.0 + 1e-9)
    reach = max(_reach(studies.weighting, one) for one in pieces)
    reach = min(reach, max(high.max() - centre, centre - low.min())) * (1.0 + 1e-9)
    values = [one - centre for one in studies.values]
    first, second = split(studies.counts, studies.n)
    halves = [
        half_of(part, studies.weighting, values, studies.kinds, reach, highest, _ROWS)
        for part in (first, second)
    ]
    met = meet(
        halves[0],
        halves[1],
        studies.weighting,
        pieces,
        reach=reach,
        Q_most=highest,
        limit=limit,
        budget=budget,
        threads=threads,
    )
    opened, found = met.open, met.found
    if opened and not all(half.is_exact for half in halves):
        some = _pinned(studies, asked, centre, budget=budget - met.work, threads=threads)
        found, opened = max(found, some), opened - max(some - found, 0)
    vectors = None
    if met.open == 0 and met.found <= limit and met.rows is not None:
        vectors = _vectors(met.rows, studies, (first, second))
    region = (
        min(float(one.bands[:, 0].min()) for one in pieces) + centre,
        max(float(one.bands[:, 1].max()) for one in pieces) + centre,
        max(pieces[0].Q_from, 0.0),
        pieces[-1].Q_to,
    )
    return Solved(
        found=found,
        open=opened,
        seen=_shared(met.seen, studies),
        vectors=vectors,
        work=met.work,
        region=region,
    )


def _pinned(
    studies: Sized, asked: list[Asked], centre: float, *, budget: int, threads: int | None
) -> int:
    """Return the number of solutions where the largest studies have the counts nearest the centre.

    A part of the space small enough to be searched to the end: a lower bound for the whole.
    """
    counts, values = list(studies.counts), list(studies.values)
    if math.prod(map(len, counts)) <= _WITHIN:
        return 0
    while math.prod(map(len, counts)) > _WITHIN:
        i = max(range(len(counts)), key=lambda i: (len(counts[i]), studies.n[i], -i))
        place = int(np.abs(values[i] - centre).argmin())
        counts[i], values[i] = (counts[i][place],), values[i][place : place + 1]
    part = replace(studies, counts=tuple(counts), values=tuple(values))
    return solve_sized(part, asked, limit=0, budget=budget, threads=threads).found


def by_chance(
    studies: Sized,
    asked: list[Asked],
    solved: Solved,
    *,
    budget: int,
    threads: int | None,
) -> float:
    """Return how many vectors the region would hold if it were as dense as its surroundings.

    The surroundings are a rectangle of mean and Q, less the region itself: three times as wide in
    the mean and at least as wide as twenty events make it (a common-effect mean moves in steps of
    about one event), three times as wide in Q but not beyond a tenth of Q either way (its density
    is not even), and wider until they hold enough vectors; no wider in Q where solutions are many.
    """
    if not np.isfinite(solved.region).all():
        return 0.0
    low = min(float(one.min()) for one in studies.values)
    high = max(float(one.max()) for one in studies.values)
    m0, m1, q0, q1 = solved.region
    m0, m1 = max(m0, low), min(m1, high)
    area = _area(studies, asked, low, high, q0, q1)
    width = max(_RING * (m1 - m0), _EVENTS / sum(studies.n))
    most = max(q1 - q0, _STRIP * (q0 + q1))
    # Where solutions are many, the rectangle holds enough without going beyond the region's Q.
    strip = min((_RING if solved.found < _MANY else 1.0) * (q1 - q0), most)
    while True:
        mean = _widened(m0, m1, width, low, high)
        Q = _widened(q0, q1, strip, 0.0, np.inf)
        window = Asked(mean=mean, lower=EVERYTHING, upper=EVERYTHING, Q=(Q[0] or -1.0, Q[1]))
        around = solve_sized(studies, [window], limit=0, budget=budget, threads=threads)
        if around.open > 0.2 * around.found:
            return float("nan")
        apart = (mean[1] - mean[0]) * (Q[1] - Q[0]) - area
        number = around.found + 0.5 * around.open - solved.found - 0.5 * solved.open
        if apart > 0.0 and number >= _ENOUGH:
            return float(number * area / apart)
        if mean == (low, high):  # too few anywhere: the solutions themselves are not set apart
            whole = around.found + 0.5 * around.open
            return float(whole * min(area / (apart + area), 1.0)) if apart > 0.0 else whole
        width, strip = 2.0 * width, min(4.0 * strip, most)


def _widened(a: float, b: float, wide: float, low: float, high: float) -> Range:
    """Return a range of a width around the same middle, moved to stay within limits."""
    if wide >= high - low:
        return low, high
    start = min(max(0.5 * (a + b) - 0.5 * wide, low), high - wide)
    return start, start + wide


def _area(
    studies: Sized, asked: list[Asked], low: float, high: float, q0: float, q1: float
) -> float:
    """Return the size of the region in mean x Q by the midpoint rule over Q."""
    weighting = studies.weighting
    edges = np.linspace(q0, q1, 2001)
    total = 0.0
    for Q in 0.5 * (edges[1:] + edges[:-1]):
        half = weighting.z * weighting.se(weighting.tau2(float(Q)))
        spans = [
            (
                max(rule.mean[0], rule.lower[0] + half, rule.upper[0] - half, low),
                min(rule.mean[1], rule.lower[1] + half, rule.upper[1] - half, high),
            )
            for rule in asked
            if rule.Q[0] <= Q < rule.Q[1]
        ]
        end = -np.inf
        for a, b in sorted(spans):
            total += max(0.0, b - max(a, end))
            end = max(end, b)
    return float(total * (edges[1] - edges[0]))


def _pieces(
    studies: Sized, asked: list[Asked], low: float, high: float, Q_most: float
) -> tuple[list[Slice], float]:
    """Return the slices and the centre of what they ask of the mean, within what is attainable."""
    within = [
        Asked(
            mean=(max(rule.mean[0], low - 1e-9), min(rule.mean[1], high + 1e-9)),
            lower=rule.lower,
            upper=rule.upper,
            Q=rule.Q,
        )
        for rule in asked
        if rule.Q[0] < rule.Q[1]
    ]
    rough = slices(studies.weighting, within, 0.0, Q_most)
    if not rough:
        return [], 0.0
    bands = np.concatenate([one.bands for one in rough])
    centre = float(0.5 * (bands[:, 0].min() + bands[:, 1].max()))
    return slices(studies.weighting, within, centre, Q_most), centre


def _reach(weighting: Weighting, piece: Slice) -> float:
    """Return how far the common-effect mean can lie from the centre within a slice.

    It differs from the mean by other weights p by at most sqrt(sum (w/W - p)^2 v) sqrt(Q).
    """
    common = weighting.share(0.0)
    apart = float(np.sqrt(((common - piece.share) ** 2 * weighting.v).sum() * piece.Q_to))
    return float(np.abs(piece.bands[:, :2]).max()) + apart


def _before(natural: Inverse, percent: Range) -> Range:
    """Return the transformed values whose proportion lies in a range; ``natural`` never falls."""
    low, high = percent[0] / 100.0, percent[1] / 100.0
    start = -np.inf if low <= 0.0 else _crossing(natural, low)
    end = np.inf if high >= 1.0 else _crossing(natural, high)
    return start, end


def _crossing(natural: Inverse, p: float) -> float:
    a, b = 0.0, 0.5 * np.pi
    while True:
        middle = 0.5 * (a + b)
        if not a < middle < b:
            return middle
        if natural(middle) < p:
            a = middle
        else:
            b = middle


def _shared(seen: tuple[NDArray[np.bool_], ...], studies: Sized) -> tuple[NDArray[np.bool_], ...]:
    """Give exchangeable studies the values of each other."""
    joined: dict[object, NDArray[np.bool_]] = {}
    for kind, one in zip(studies.kinds, seen, strict=True):
        joined[kind] = joined[kind] | one if kind in joined else one
    return tuple(joined[kind] for kind in studies.kinds)


def _vectors(
    rows: NDArray[np.uint16], studies: Sized, halves: tuple[list[int], list[int]]
) -> NDArray[np.int64]:
    """Return counts, with every order among exchangeable studies of a half, sorted."""
    groups: dict[object, list[int]] = {}
    for side, half in enumerate(halves):
        for i in half:
            groups.setdefault((side, studies.kinds[i]), []).append(i)
    made = rows.astype(np.int64)
    for group in groups.values():
        made = _orders(made, group)
    out = np.empty_like(made)
    for i, possible in enumerate(studies.counts):
        out[:, i] = np.array(possible, dtype=np.int64)[made[:, i]]
    return out[np.lexsort(out.T[::-1])]


def _orders(rows: NDArray[np.int64], group: list[int]) -> NDArray[np.int64]:
    """Return every distinct order of a group's values (ascending in each row) for every row."""
    if len(group) == 1 or not rows.shape[0]:
        return rows
    # One study after the other takes one of the values that are left, each value once.
    state = [(rows, np.array(rows[:, group]))]
    for step in range(len(group)):
        following = []
        for done, rest in state:
            for j in range(rest.shape[1]):
                fresh = (
                    np.ones(rest.shape[0], dtype=bool) if j == 0 else rest[:, j] != rest[:, j - 1]
                )
                if fresh.any():
                    new = done[fresh].copy()
                    new[:, group[step]] = rest[fresh, j]
                    following.append((new, np.delete(rest[fresh], j, axis=1)))
        joined = np.concatenate([one for one, _ in following])
        state = [(joined, np.concatenate([rest for _, rest in following]))]
    return state[0][0]
