"""course: the myeloma of a ward's patients after each infusion: read, suspected, progressed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.core.response import ResponseCriteria
from trephine.core.ward_rounds import WardRounds
from trephine.loop.ward.clock import NEVER, Clock
from trephine.loop.ward.disease import Disease
from trephine.loop.ward.round_plan import DAY
from trephine.loop.ward.second_disease import SecondDisease

Rows = NDArray[np.intp]


class Course:
    """The disease of many patients, judged at every round that reads it, after each infusion anew.

    ``progressed``: the first infusion's progression is confirmed, whatever follows. ``read`` and
    ``suspected`` are of the round that is being made. ``due`` is the minute from which whose
    progression is suspected is to be read again, ``NEVER`` for the others.
    """

    def __init__(
        self,
        observables: Mapping[str, Observable],
        criteria: ResponseCriteria,
        start: datetime,
        clock: Clock,
        rounds: WardRounds,
        n: int,
    ) -> None:
        """Start with nothing read."""
        self._clock, self._n = clock, n
        self._after, self._confirm = round(rounds.confirm_after * DAY), frozenset(rounds.confirm)
        self.first = Disease(observables, criteria, start, n)
        self.second = SecondDisease(observables, criteria, start, n)
        self.progressed = np.zeros(n, dtype=np.bool_)
        self.progressed_again = np.zeros(n, dtype=np.bool_)
        self.read = np.zeros(n, dtype=np.bool_)
        self.suspected = np.zeros(n, dtype=np.bool_)
        self.due = np.full(n, NEVER, dtype=np.int64)

    def asked(
        self, due: frozenset[str], rows: Rows, minute: int
    ) -> list[tuple[frozenset[str], Rows]]:
        """Return what is read of ``rows``, for whom ``due`` is: more where it is to confirm."""
        again = self.due[rows] <= minute
        parts = [(due, rows[~again]), (due | self._confirm, rows[again])]
        return [(schedules, mine) for schedules, mine in parts if len(mine)]

    def next_round(self, rows: Rows, minute: int) -> NDArray[np.float64]:
        """Return the minute at which each of ``rows`` is read to confirm; infinite for none."""
        found = np.full(len(rows), np.inf)
        mine = self.due[rows] < NEVER
        after = np.maximum(self.due[rows[mine]] - 1, minute)
        found[mine] = self._clock.next_round(rows[mine], after)
        return found

    def names(self, rows: Rows) -> dict[str, NDArray[np.float64]]:
        """Return what formulas may name of the disease, columns of ``rows``."""
        return {
            "progressed": self.progressed[rows].astype(np.float64),
            "disease_read": self.read[rows].astype(np.float64),
            "progression_seen": self.suspected[rows].astype(np.float64),
        }

    def begin_round(self) -> None:
        """Forget what the round before read."""
        self.read[:] = False

    def take(self, at: int, rows: Rows, read: Mapping[str, NDArray[Any]]) -> None:
        """Keep the readings of a round, each patient's under the infusion that they are seen by."""
        again = self._clock.offset[rows] > 0
        if not again.any():
            self.read[rows] |= self.first.take(at, rows, read)
            return
        for mine, disease in ((~again, self.first), (again, self.second)):
            whom = rows[mine]
            if disease is self.second and at > self._clock.end:
                continue  # so late nothing but the first infusion's progression is confirmed
            if len(whom):
                own = {name: column[mine] for name, column in read.items()}
                when: Any = at if disease is self.first else at - self._clock.offset[whom]
                self.read[whom] |= disease.take(when, whom, own)

    def judge(self, minute: int) -> Rows:
        """Judge who was read at this round; return whose progression is confirmed by it."""
        if minute <= 0 or not self.read.any():
            return np.zeros(0, dtype=np.intp)
        rows = np.flatnonzero(self.read)
        again = self._clock.offset[rows] > 0
        found = []
        for mine, disease, known in (
            (rows[~again], self.first, self.progressed),
            (rows[again], self.second, self.progressed_again),
        ):
            self.suspected[mine] = False
            whom = mine[~known[mine]]
            if disease is self.second:
                whom = whom[self._clock.infused[whom] < minute]
            if not len(whom):
                continue
            course = disease.course(whom)
            self.suspected[whom] = course.suspected
            new = whom[np.isfinite(course.progression_day)]
            known[new] = True
            found.append(new)
        due = self.due[rows]
        later = np.where((minute < due) & (due < NEVER), due, minute + self._after)
        self.due[rows] = np.where(self.suspected[rows], later, NEVER)
        return np.unique(np.concatenate(found)) if found else rows[:0]

    def columns(self, last: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
        """Return what came of the disease; days from the first infusion, ``last`` each one's last.

        What the first infusion came to ends where treatment for a second begins. Readings after the
        last minute that counts confirm a progression that was first seen by then, and nothing else.
        """
        clock = self._clock
        self.first.new_therapy[:] = np.where(clock.begins < NEVER, clock.begins, -NEVER)
        every = np.arange(self._n)
        course = self.first.course(every, clock.end)
        found = course.columns()
        if course.suspected.any():
            whole = self.first.course(every)
            borne_out = course.suspected & (whole.progression_day <= course.last_visit_day)
            later = whole.columns()
            for name in ("best_response", "response_day", "cr_day", "progression_day"):
                found[name] = np.where(borne_out, later[name], found[name])
        best = np.full(self._n, -1, dtype=np.int8)
        day = np.full(self._n, np.nan)
        again = clock.again[clock.infused[clock.again] / DAY <= last[clock.again]]
        if len(again) and not self.second.is_empty:
            second = self.second.course(again)
            best[again] = np.where(second.measurable, second.best_response, -1)
            day[again] = second.progression_day + clock.infused[again] / DAY
        return {**found, "second_best_response": best, "second_progression_day": day}
