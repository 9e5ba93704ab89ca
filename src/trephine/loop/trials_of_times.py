"""log_rank_trials, median_trials: what many trials drawn from one population find of a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.survival.limits import limits
from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]
Places = NDArray[np.int64]
# Numbers held at once: 2**20 is 8 MiB, and more is no faster.
_BLOCK = 2**20
_TIE = 1.5e-8  # as in survival_quantile: S is a product of fractions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Times:
    """How long each of some virtual patients was followed, and whether the event came then.

    ``time`` float64 (people,), months, finite; ``event`` bool (people,).
    """

    time: Vector
    event: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """How many virtual patients."""
        return int(self.time.size)

    def __add__(self, other: "Times") -> "Times":
        """Return the two together."""
        return Times(
            time=np.concatenate([self.time, other.time]),
            event=np.concatenate([self.event, other.event]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogRankTrials:
    """Of each trial (trials,): ``gap``, observed less expected events of the second arm.

    ``variance`` of it, hypergeometric; ``events`` in both arms. 0 where no event came while both
    arms were at risk.
    """

    gap: Vector
    variance: Vector
    events: Vector

    @property
    def z(self) -> Vector:
        """The log-rank statistic: above 0 where the second arm has more events than expected."""
        return _over(self.gap, np.sqrt(self.variance), 0.0)

    @property
    def log_ratio(self) -> Vector:
        """The log hazard ratio of second to first by Peto's one step; NaN where nothing is told."""
        return _over(self.gap, self.variance, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MedianTrials:
    """Of each trial (trials,): median with limits, inf where not reached; ``events``, ``longest``.

    ``longest``: the longest follow-up in it.
    """

    median: Vector
    low: Vector
    high: Vector
    events: Vector
    longest: Vector


def log_rank_trials(
    first: Times, other: Times, *, n: int, trials: int, seed: int, purpose: str
) -> LogRankTrials:
    """Draw trials of two arms of ``n`` with replacement and compare each by the log-rank test.

    Equal, trial by trial, to ``evidence.survival.log_rank``. Draws are counter-based: trial k is
    the same whatever ``trials`` is. It does not stratify. Mantel 1966; Peto and Peto 1972.
    """
    grid = np.unique(np.concatenate([first.time[first.event], other.time[other.event]]))
    found = np.zeros((3, trials))
    for rows in _blocks(trials, max(n, grid.size + 1)):
        own = _counts(first, grid, _drawn(first, n, rows, seed, f"{purpose} first"))
        two = _counts(other, grid, _drawn(other, n, rows, seed, f"{purpose} other"))
        found[:, rows] = _log_rank(own, two)
    return LogRankTrials(gap=found[0], variance=found[1], events=found[2])


def log_rank_of(first: Times, other: Times) -> LogRankTrials:
    """Compare all of the two populations: one trial in which everybody is once."""
    grid = np.unique(np.concatenate([first.time[first.event], other.time[other.event]]))
    everybody = (np.arange(one.n)[np.newaxis] for one in (first, other))
    own, two = (_counts(one, grid, who) for one, who in zip((first, other), everybody, strict=True))
    gap, variance, events = _log_rank(own, two)
    return LogRankTrials(gap=gap, variance=variance, events=events)


def median_trials(
    people: Times, *, n: int, trials: int, seed: int, purpose: str, level: float
) -> MedianTrials:
    """Draw trials of one arm of ``n`` with replacement and read the median of each.

    Equal, trial by trial, to ``survival_quantile`` of ``kaplan_meier`` at ``level`` percent, with
    inf for its NaN. Brookmeyer and Crowley 1982, Biometrics 38:29-41.
    """
    grid = np.unique(people.time[people.event])
    found = np.zeros((5, trials))
    for rows in _blocks(trials, max(n, grid.size + 1)):
        who = _drawn(people, n, rows, seed, purpose)
        found[:, rows] = _medians(people, grid, who, level)
    median, low, high, events, longest = found
    return MedianTrials(median=median, low=low, high=high, events=events, longest=longest)


def median_of(people: Times) -> float:
    """Return the median of all of a population, inf where it is not reached."""
    everybody = np.arange(people.n)[np.newaxis]
    grid = np.unique(people.time[people.event])
    return float(_medians(people, grid, everybody, 95.0)[0, 0])


def _blocks(trials: int, wide: int) -> Iterator[slice]:
    step = max(_BLOCK // wide, 1)
    for start in range(0, trials, step):
        yield slice(start, min(start + step, trials))


def _drawn(people: Times, n: int, rows: slice, seed: int, purpose: str) -> Places:
    """Return the places of the patients of these trials, [trials, n]."""
    numbers = np.arange(rows.start, rows.stop)
    place = Stream(seed=seed, purpose=purpose).uniforms(numbers, n) * people.n
    return np.minimum(place.astype(np.int64), people.n - 1)


def _counts(people: Times, grid: Vector, who: Places) -> tuple[Vector, Vector]:
    """Return at risk and events of each trial at each time of ``grid``, [trials, times]."""
    trials, wide = who.shape[0], grid.size + 1
    # how many times of the grid a patient lives to see: at risk at those, the event at the last
    seen = np.searchsorted(grid, people.time, side="right")[who]
    base = np.arange(trials)[:, np.newaxis] * wide
    left = np.bincount((base + seen).ravel(), minlength=trials * wide).reshape(trials, wide)
    came = np.bincount(
        (base + seen).ravel(), weights=people.event[who].ravel(), minlength=trials * wide
    ).reshape(trials, wide)
    risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    return risk[:, 1:].astype(np.float64), came[:, 1:].astype(np.float64)


def _log_rank(own: tuple[Vector, Vector], two: tuple[Vector, Vector]) -> Vector:
    n, d = own[0] + two[0], own[1] + two[1]
    share = _over(two[0], n, 0.0)
    gap = two[1].sum(axis=1) - (share * d).sum(axis=1)
    spread = _over(d * (n - d), n - 1.0, 0.0)
    variance = (share * (1.0 - share) * spread).sum(axis=1)
    return np.stack([np.where(variance > 0, gap, 0.0), variance, d.sum(axis=1)])


def _medians(people: Times, grid: Vector, who: Places, level: float) -> Vector:
    risk, d = _counts(people, grid, who)
    longest = people.time[who].max(axis=1)
    survival = np.asarray(np.cumprod(1.0 - _over(d, risk, 0.0), axis=1), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(d > 0, d / (risk * (risk - d)), 0.0)
        error = np.asarray(np.sqrt(np.cumsum(each, axis=1)), dtype=np.float64)
    low, high = limits(survival, error, float(norm_isf(0.5 - level / 200.0)), "log-log")
    crossings = [_crossing(grid, own, longest) for own in (survival, low, high)]
    return np.stack([*crossings, d.sum(axis=1), longest])


def _crossing(grid: Vector, values: Vector, longest: Vector) -> Vector:
    """Return where falling step functions meet a half: the middle of a level stretch at it."""
    below = values < 0.5 + _TIE
    if not grid.size:
        return np.full(values.shape[0], np.inf)
    first = below.argmax(axis=1)
    at = values[np.arange(values.shape[0]), first]
    further = values < (at - _TIE)[:, np.newaxis]
    end = np.where(further.any(axis=1), grid[further.argmax(axis=1)], longest)
    level = np.abs(at - 0.5) < _TIE
    found = np.where(level, 0.5 * (grid[first] + end), grid[first])
    return np.where(below.any(axis=1), found, np.inf)


def _over(top: Vector, bottom: Vector, otherwise: float) -> Vector:
    return np.divide(top, bottom, out=np.full_like(bottom, otherwise), where=bottom > 0)
