"""clock: by which plan each patient is seen: that of the first infusion, or of a second one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trephine.loop.ward.round_plan import RoundPlan

Rows = NDArray[np.intp]
Minutes = NDArray[np.int64]
Mask = NDArray[np.bool_]
# Later than any round: no second infusion is planned.
NEVER = np.iinfo(np.int64).max // 4


class Clock:
    """The plan of rounds as it holds for each patient, and up to when each was followed.

    One plan for all, in minutes from an infusion. From the first round that it has before a second
    infusion, a patient is seen by it ``offset`` minutes later than the others. ``last`` is the
    round up to which infections, deaths and losses were drawn, ``infused`` the minute of the second
    infusion, ``begins`` that of the first thing given for it; ``to_come`` are the rows whose second
    plan has not begun. ``end`` is the last minute that counts, a round for whatever plan.
    """

    def __init__(self, plan: RoundPlan, n: int, first: int) -> None:
        """Let everybody be seen by the first infusion's plan, followed from minute ``first``."""
        self.plan, self._n = plan, n
        self.offset = np.zeros(n, dtype=np.int64)
        self.last = np.full(n, first, dtype=np.int64)
        self.infused = np.full(n, NEVER, dtype=np.int64)
        self.begins = np.full(n, NEVER, dtype=np.int64)
        self._before, last = int(plan.minutes[0]), int(plan.minutes[-1])
        # whether there is a round so many minutes after the first; one more place for later
        self._is_round = np.zeros(last - self._before + 2, dtype=np.bool_)
        self._is_round[plan.minutes - self._before] = True
        self._switches: set[int] = set()
        self._again = np.zeros(0, dtype=np.intp)
        self.to_come = np.zeros(0, dtype=np.intp)
        self.end = plan.end

    @property
    def again(self) -> Rows:
        """The rows that are seen by a second infusion's plan."""
        return self._again

    def infuse(self, rows: Rows, day0: int, begins: int) -> None:
        """Plan the second infusion of ``rows`` for minute ``day0``, from minute ``begins`` on."""
        self.infused[rows], self.begins[rows] = day0, begins
        self._switches.add(day0 + self._before)
        self.to_come = np.union1d(self.to_come, rows)

    def begin(self, minute: int) -> Rows:
        """Let those go over to the second infusion's plan whose first round this is."""
        if minute not in self._switches:
            return self._again[:0]
        rows = np.flatnonzero(self.infused + self._before == minute)
        self.offset[rows] = self.infused[rows]
        self._again = np.flatnonzero(self.offset)
        self.to_come = self.to_come[self.offset[self.to_come] == 0]
        return rows

    def present(self, minute: int) -> Mask:
        """Return for whom there may be a round at ``minute``, ``[n]``."""
        if minute == self.end:
            return np.ones(self._n, dtype=np.bool_)
        end = len(self._is_round) - 1
        if not len(self._again):
            return np.full(self._n, self._is_round[min(minute - self._before, end)])
        return self._is_round[np.minimum(minute - self.offset - self._before, end)]

    def next_planned(self, rows: Rows, minute: int) -> NDArray[np.float64]:
        """Return the next planned minute of each of ``rows``; infinite where there is none."""
        return _after(self.plan.planned, minute - self.offset[rows]) + self.offset[rows]

    def next_round(self, rows: Rows, minute: int | Minutes) -> NDArray[np.float64]:
        """Return the next minute at which each of ``rows`` may be seen; infinite for none.

        ``minute`` is one, or one for each of ``rows``.
        """
        return _after(self.plan.minutes, minute - self.offset[rows]) + self.offset[rows]

    def first_again(self, rows: Rows, minute: int) -> NDArray[np.float64]:
        """Return the first minute of the second plan of each of ``rows``, NaN where it began."""
        first = self.infused[rows] + float(self._before)
        to_come = (self.offset[rows] == 0) & (first > minute) & (self.infused[rows] < NEVER)
        return np.where(to_come, first, np.nan)

    def until(self, rows: Rows, minute: int) -> int | Minutes | None:
        """Return the next minute at which each of ``rows`` may be seen, as ``Acting`` takes it."""
        if not len(self._again):
            return self.plan.next_round(minute)
        found = self.next_round(rows, minute)
        return np.where(np.isfinite(found), found, minute).astype(np.int64)

    def since(self, rows: Rows, minute: int) -> NDArray[np.float64]:
        """Return minutes since the infusion by whose plan each of ``rows`` is seen."""
        return (minute - self.offset[rows]).astype(np.float64)

    def lots(self, rows: Rows) -> Iterator[tuple[int, Rows]]:
        """Yield offsets and who of ``rows`` has each."""
        if not len(self._again):
            yield 0, rows
            return
        own = self.offset[rows]
        for offset in np.unique(own):
            yield int(offset), rows[own == offset]

    def of_first(self, rows: Rows, minute: int) -> Mask:
        """Return of whom what happens at ``minute`` counts for the first infusion."""
        return np.asarray((minute < self.begins[rows]) & (minute <= self.end), dtype=np.bool_)


def _after(own: Minutes, minutes: Minutes) -> NDArray[np.float64]:
    """Return the first of ``own`` after each minute, infinite where there is none."""
    at = np.searchsorted(own, minutes, side="right")
    found = own[np.minimum(at, len(own) - 1)].astype(np.float64)
    return np.where(at < len(own), found, np.inf)
