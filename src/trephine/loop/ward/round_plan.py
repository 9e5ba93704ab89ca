"""round_plan: at which minutes the ward goes round, and what is read at each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.readout import Readouts, ReadoutSchedule

DAY = 1440
MONTH = 30.4375
_WARD_UNTIL, _OFTEN_UNTIL = 28, 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoundPlan:
    """The rounds that may be made, and those that are due.

    ``minutes`` rise: every round at which anybody may be seen. After the ward stay who falls ill at
    home comes to the next one: every second day to day 100, then every fourth. ``due`` are the
    schedules that are read at a minute, of those planned for everybody; ``planned`` the minutes at
    which there are any.
    """

    minutes: NDArray[np.int64]
    due: Mapping[int, frozenset[str]]
    planned: NDArray[np.int64]

    def next_planned(self, minute: int) -> float:
        """Return the next planned minute after one; infinite where there is none."""
        at = int(np.searchsorted(self.planned, minute, side="right"))
        return float(self.planned[at]) if at < len(self.planned) else np.inf


def round_plan(readouts: Readouts, start: float, end: float, round_schedule: str) -> RoundPlan:
    """Return the rounds from day ``start`` to ``end``.

    A round is made whenever ``round_schedule`` (that of the vital signs) says so; what another
    schedule wants in between is read at the next round after it: blood that is drawn in the
    morning is looked at on the round. Days and months of schedules count from the infusion.
    """
    by_id = {one.id: one for one in readouts.schedules}
    rounds = _minutes(by_id[round_schedule], start, end) if round_schedule in by_id else set()
    late = {m for one in readouts.schedules for m in _minutes(one, start, end)}
    rounds |= {int(-(-m // DAY)) * DAY for m in late if m > _WARD_UNTIL * DAY}
    rounds = {m for m in rounds if m <= end * DAY}
    every = np.array(sorted(rounds), dtype=np.int64)
    due: dict[int, set[str]] = {}
    for one in readouts.schedules:
        for minute in _minutes(one, start, end):
            at = int(np.searchsorted(every, minute))
            if at < len(every):
                due.setdefault(int(every[at]), set()).add(one.id)
    last = int(np.floor(end))
    soon = np.arange(_WARD_UNTIL + 2, min(_OFTEN_UNTIL, last) + 1, 2) * DAY
    later = np.arange(_OFTEN_UNTIL + 4, last + 1, 4) * DAY
    return RoundPlan(
        minutes=np.unique(np.concatenate([every, soon, later])),
        due={minute: frozenset(names) for minute, names in due.items()},
        planned=every,
    )


def _minutes(schedule: ReadoutSchedule, start: float, end: float) -> set[int]:
    found: set[int] = {round(day * DAY) for day in schedule.days}
    for span in schedule.spans:
        count = int(np.floor((span.last - span.first) / span.every + 1.01))
        found |= {round((span.first + span.every * k) * DAY) for k in range(count)}
    found |= {round(month * MONTH) * DAY for month in schedule.months}
    return {minute for minute in found if start * DAY <= minute <= end * DAY}
