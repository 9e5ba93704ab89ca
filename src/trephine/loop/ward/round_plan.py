"""round_plan: at which minutes the ward goes round, and what is read at each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.readout import Readouts, ReadoutSchedule
from trephine.core.ward_rounds import RoundSpan, WardRounds
from trephine.mechanism.observe.plan import days_of

DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoundPlan:
    """The rounds that may be made, and those that are due.

    ``minutes`` rise: every round at which anybody may be seen. After the ward stay who falls ill at
    home comes to the next one. ``due`` are the schedules that are read at a minute, of those
    planned for everybody; ``planned`` the minutes at which there are any. ``horizon`` is the last
    minute that counts (None: the last of ``minutes``): rounds after it confirm what was seen before
    it.
    """

    minutes: NDArray[np.int64]
    due: Mapping[int, frozenset[str]]
    planned: NDArray[np.int64]
    horizon: int | None = None

    @property
    def end(self) -> int:
        """The last minute that counts."""
        return int(self.minutes[-1]) if self.horizon is None else self.horizon

    def next_round(self, minute: int) -> int | None:
        """Return the next minute after one at which anybody may be seen; None for none."""
        at = int(np.searchsorted(self.minutes, minute, side="right"))
        return int(self.minutes[at]) if at < len(self.minutes) else None

    def next_planned(self, minute: int) -> float:
        """Return the next planned minute after one; infinite where there is none."""
        at = int(np.searchsorted(self.planned, minute, side="right"))
        return float(self.planned[at]) if at < len(self.planned) else np.inf


def round_plan(
    readouts: Readouts, rounds: WardRounds, start: float, end: float, round_schedule: str
) -> RoundPlan:
    """Return the rounds from day ``start`` to ``end``; after the stay those of its spans too.

    A round is made whenever ``round_schedule`` (that of the vital signs) says so; what another
    schedule wants in between is read at the next round after it: blood that is drawn in the
    morning is looked at on the round. Days and months of schedules count from the infusion. What
    counts ends with day ``end``; where the disease is read shortly before it, the plan goes on for
    as long as a confirming visit may take.
    """
    horizon = int(np.floor(end)) * DAY
    end = _to_confirm(readouts, rounds, start, end)
    asked = {one.id: _minutes(one, start, end) for one in readouts.schedules}
    late = np.concatenate(list(asked.values()))
    visits = -(-late[late > rounds.stay * DAY] // DAY) * DAY
    every = np.unique(np.concatenate([asked.get(round_schedule, late[:0]), visits]))
    every = every[every <= end * DAY]
    due: dict[int, set[str]] = {}
    for name, minutes in asked.items():
        for at in np.searchsorted(every, minutes):
            if at < len(every):
                due.setdefault(int(every[at]), set()).add(name)
    last = int(np.floor(end))
    between = [_span(one, last) for one in rounds.spans]
    return RoundPlan(
        minutes=np.unique(np.concatenate([every, *between, [horizon, last * DAY]])),
        due={minute: frozenset(names) for minute, names in due.items()},
        planned=every,
        horizon=horizon,
    )


def _to_confirm(readouts: Readouts, rounds: WardRounds, start: float, end: float) -> float:
    """Return the day to which a progression seen by day ``end`` can be confirmed."""
    read = [_minutes(one, start, end) for one in readouts.schedules if one.id in rounds.confirm]
    seen = [int(one.max()) for one in read if len(one) and one.max() > 0]
    apart = max((one.every for one in rounds.spans), default=0.0)
    return max([end, *(-(-one // DAY) + rounds.confirm_after + apart for one in seen)])


def _span(one: RoundSpan, end: int) -> NDArray[np.int64]:
    last = end if one.last is None else min(one.last, end)
    count = np.floor((last - one.first) / one.every + 1e-6) + 1.0
    found: NDArray[np.int64] = np.rint((one.first + one.every * np.arange(count)) * DAY).astype(
        np.int64
    )
    return found


def _minutes(schedule: ReadoutSchedule, start: float, end: float) -> NDArray[np.int64]:
    return np.rint(days_of(schedule, start, end) * DAY).astype(np.int64)
