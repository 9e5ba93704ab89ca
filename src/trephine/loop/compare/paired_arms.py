"""paired_arms: the same virtual patients in two arms, endpoint by endpoint."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.outcomes.endpoint import MONTH, CountEndpoint, LandmarkEndpoint, TimeEndpoint
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.mechanism.compare_pairs import PairedMeans, paired_means

Vector = NDArray[np.float64]
# A patient followed to within a day of the horizon was followed to it.
_END = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedShare:
    """A share in both arms of the same ``pairs`` patients, and how many changed.

    ``both``, ``only_first``, ``only_other``, ``neither`` count pairs. ``difference`` is other minus
    first (0 to 1) with the interval of Agresti and Min; ``p`` is the exact test of the pairs that
    changed (McNemar). ``needed`` is how many patients have to be treated as in ``other`` for one
    event more (or fewer); ``needed_lb`` and ``needed_ub`` follow from the interval, infinite where
    it holds no difference.
    """

    key: str
    label: Text
    pairs: int
    both: int
    only_first: int
    only_other: int
    neither: int
    level: float
    ci_lb: float
    ci_ub: float
    p: float

    @property
    def first(self) -> float:
        """The share in the first arm."""
        return (self.both + self.only_first) / self.pairs

    @property
    def other(self) -> float:
        """The share in the other arm."""
        return (self.both + self.only_other) / self.pairs

    @property
    def difference(self) -> float:
        """Other minus first."""
        return (self.only_other - self.only_first) / self.pairs

    @property
    def told(self) -> bool:
        """Whether it is told from none: by the interval, and by the exact test as well."""
        apart = self.ci_lb > 0.0 or self.ci_ub < 0.0
        return apart and self.p < 1.0 - self.level / 100.0

    @property
    def needed(self) -> float:
        """Patients to treat for one event more or fewer; infinite without a difference."""
        return 1.0 / abs(self.difference) if self.difference else math.inf

    @property
    def needed_interval(self) -> tuple[float, float]:
        """The interval of ``needed``: up to infinity where the difference's interval holds 0."""
        ends = sorted((abs(self.ci_lb), abs(self.ci_ub)))
        if self.ci_lb <= 0.0 <= self.ci_ub:
            return 1.0 / ends[1] if ends[1] else math.inf, math.inf
        return 1.0 / ends[1], 1.0 / ends[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTime:
    """Mean months without the event up to ``months``, in both arms of the same patients.

    A time that begins later than the infusion has one window for all, half of the trial from its
    own beginning: in whom it begins too late for that in either arm is left out.
    """

    key: str
    label: Text
    months: float
    means: PairedMeans


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairedArms:
    """Two arms of the same virtual patients: ``other`` against ``first``.

    ``matched`` patients are in both tables and failed in neither; ``failed`` are numbers that
    failed in either, ``unmatched`` those that stand in one table alone.
    """

    first: str
    other: str
    matched: int
    failed: tuple[int, ...]
    unmatched: tuple[int, ...]
    shares: dict[str, PairedShare]
    times: dict[str, PairedTime]
    level: float


def paired_arms(
    first: PatientTable,
    other: PatientTable,
    *,
    days: float,
    keys: Collection[str] = (),
    level: float = 95.0,
) -> PairedArms:
    """Hold ``other`` against ``first``, patient by patient, up to ``days``.

    Patient k of a seed is the same person in every arm, so a difference carries no chance of who
    was enrolled where; its interval tells which patients were drawn, not how wrong the model is. A
    pair counts where the endpoint is known in both arms: measurable disease for a response, follow-
    up to the day for a landmark, to the end of its window for a time, whether or not the event
    came: who could not have been followed so long counts with no event either. Raises InputError
    where no patient is in both. Agresti and Min 2005, Statistics in Medicine 24:729-740.
    """
    numbers, i, j = np.intersect1d(
        first["patient"], other["patient"], assume_unique=True, return_indices=True
    )
    apart = np.setxor1d(first["patient"], other["patient"], assume_unique=True)
    good = first.ok[i] & other.ok[j]
    if not good.any():
        raise InputError(
            what=Text(zh="两组没有共同的患者", en="the two arms have no patient in common"),
            where=f"paired_arms, {first.arm}, {other.arm}",
            found=f"{first.n} and {other.n} patients, {numbers.size} in both",
            do=Text(zh="各组用同一种子与编号运行", en="run both with the same seed and numbers"),
        )
    one, two = first.rows(i[good]), other.rows(j[good])
    found = PairedArms(
        first=first.arm,
        other=other.arm,
        matched=int(good.sum()),
        failed=tuple(int(k) for k in numbers[~good]),
        unmatched=tuple(int(k) for k in apart),
        shares={},
        times={},
        level=level,
    )
    for key, endpoint in endpoints().items():
        columns = endpoint.kind.columns
        if (keys and key not in keys) or not (one.has(*columns) and two.has(*columns)):
            continue
        if isinstance(endpoint, CountEndpoint | LandmarkEndpoint):
            share = _share(endpoint, endpoint_values(endpoint, one), endpoint_values(endpoint, two),
                           level)  # fmt: skip
            if share is not None:
                found.shares[key] = share
        elif isinstance(endpoint, TimeEndpoint):
            found.times[key] = PairedTime(
                key=key,
                label=endpoint.kind.label,
                months=(days / 2.0 if endpoint.since else days) / MONTH,
                means=paired_means(
                    _free(endpoint, one, days), _free(endpoint, two, days), level=level
                ),
            )
    return found


def endpoint_values(endpoint: CountEndpoint | LandmarkEndpoint, table: PatientTable) -> Vector:
    """Return 1 or 0 for every patient, NaN for those whom the endpoint does not count."""
    if isinstance(endpoint, CountEndpoint):
        return np.where(endpoint.who(table).among, endpoint.holds(table), np.nan)
    looked, came = endpoint.looked(table)
    event = came & (looked <= endpoint.day)
    known = endpoint.who(table).among & (event | (looked >= endpoint.day))
    known &= ~_lost(table, endpoint.day)
    return np.where(known, ~event if endpoint.free else event, np.nan)


def _share(
    endpoint: CountEndpoint | LandmarkEndpoint, first: Vector, other: Vector, level: float
) -> PairedShare | None:
    known = ~(np.isnan(first) | np.isnan(other))
    if not known.any():
        return None
    a, b = first[known] > 0, other[known] > 0
    n, lost, won = int(known.sum()), int((a & ~b).sum()), int((~a & b).sum())
    # Half a pair is added to each cell, so that no change is not taken for certainty.
    size, gap = n + 2.0, won - lost
    half = float(stats.norm.isf(0.5 - level / 200.0)) * (
        math.sqrt(max(lost + won + 1.0 - gap * gap / size, 0.0)) / size
    )
    return PairedShare(
        key=endpoint.kind.id,
        label=endpoint.kind.label,
        pairs=n,
        both=int((a & b).sum()),
        only_first=lost,
        only_other=won,
        neither=int((~a & ~b).sum()),
        level=level,
        ci_lb=max(gap / size - half, -1.0),
        ci_ub=min(gap / size + half, 1.0),
        p=float(stats.binomtest(won, won + lost).pvalue) if won + lost else 1.0,
    )


def _free(endpoint: TimeEndpoint, table: PatientTable, days: float) -> Vector:
    """Return months without the event within its window; NaN for who is not followed so long."""
    until, came = endpoint.times(table)
    window, start = days, np.zeros(table.n)
    if endpoint.since:
        window, start = days / 2.0, table[endpoint.since]
    followed = table["last_day"] - start >= window - _END
    free = np.where(came, np.minimum(until, window), np.where(followed, window, np.nan))
    # nobody counts by an event alone: not who was lost, nor whose window outlasts the trial
    whole = ~_lost(table, start + window - _END) & (start + window <= days + _END)
    return np.where(endpoint.who(table).among & whole, free / MONTH, np.nan)


def _lost(table: PatientTable, day: float | Vector) -> NDArray[np.bool_]:
    """Return who could not have been followed to a day, had they lived."""
    if not table.has("lost_day"):
        return np.zeros(table.n, dtype=np.bool_)
    return np.asarray(table["lost_day"] < day)
