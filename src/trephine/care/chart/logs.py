"""Logs: when things took place, for many patients, of the observables that are counted."""

from collections.abc import Iterable, Mapping

import numpy as np

from trephine.core.dose import BudgetRule
from trephine.core.observable import Observable

FOR_EVER = float("inf")
# Formulae that look at every time that something took place, not only at the last.
_ALL_TIMES = frozenset(
    {
        "count",
        "days_since_last",
        "hours_since_first",
        "hours_since_last",
        "months_since_last",
        "recorded",
    }
)
_FIRST_ROOM = 4
_FIRST_POOL = 256  # places a patient in the pool


class Logs:
    """The minutes and values of all that is counted, in one pool of memory.

    Every logged observable has a row; a patient has ``room[row]`` places in it (a power of two),
    used round and round where only a ``window`` of minutes matters, and grown where all of it does.
    The same place of all patients lies together: most are read at the same rounds.
    """

    def __init__(
        self,
        observables: Mapping[str, Observable],
        patients: int,
        budgets: Iterable[BudgetRule] | None = None,
    ) -> None:
        """Find what has to be logged, and for how long; nothing is allocated yet.

        Events and doses are logged for ever; with ``budgets``, only what these count is, and what
        a formula looks at.
        """
        self.patients = patients
        self.windows = _windows(observables, budgets)
        self.row = np.full(len(observables), -1, dtype=np.int64)
        self.offset = np.zeros(0, dtype=np.int64)
        self.room = np.zeros(0, dtype=np.int64)
        self.filled = np.zeros((0, patients), dtype=np.int32)
        self.minute = np.zeros(0, dtype=np.int32)
        self.value = np.zeros(0, dtype=np.float64)
        self._used = 0

    def opened(self, place: int, name: str) -> int:
        """Return the row of an observable, made where there is none; -1 for what is not logged."""
        if self.row[place] < 0 and name in self.windows:
            self.row[place] = len(self.room)
            self.offset = np.append(self.offset, self._taken(_FIRST_ROOM))
            self.room = np.append(self.room, _FIRST_ROOM)
            self.filled = np.vstack([self.filled, np.zeros((1, self.patients), dtype=np.int32)])
        return int(self.row[place])

    def grow(self, row: int) -> None:
        """Give every patient twice the room in one log, at the end of the pool."""
        room, n = int(self.room[row]), self.patients
        old, new = int(self.offset[row]), self._taken(2 * room)
        if self.filled[row].max(initial=0) <= room:  # nobody's first entry was overwritten yet
            for pool in (self.minute, self.value):
                pool[new : new + room * n] = pool[old : old + room * n]
            self.offset[row], self.room[row] = new, 2 * room
            return
        last = self.filled[row].astype(np.int64) - 1
        for place in range(room):
            # An entry's place is its number modulo the room; there the latest of such numbers is.
            number = last - (last - place) % room
            there = np.flatnonzero(number >= 0)
            to = new + (number[there] & (2 * room - 1)) * n + there
            begin = old + place * n
            for pool in (self.minute, self.value):
                pool[to] = pool[begin : begin + n][there]
        self.offset[row], self.room[row] = new, 2 * room

    def _taken(self, room: int) -> int:
        """Return where the pool has that many places for everybody that are not in use."""
        begin, more = self._used, room * self.patients
        self._used += more
        if self._used > len(self.minute):
            # What logs that grew leave behind is less than what they take. Room that nobody has
            # written to is no memory yet, so that it costs little to ask for much and copy seldom.
            size = max(self._used, len(self.minute) * 4, _FIRST_POOL * self.patients)
            minute, value = np.empty(size, dtype=np.int32), np.empty(size)
            minute[:begin], value[:begin] = self.minute[:begin], self.value[:begin]
            self.minute, self.value = minute, value
        return begin


def _windows(
    observables: Mapping[str, Observable], budgets: Iterable[BudgetRule] | None
) -> dict[str, float]:
    """Return for how many minutes each observable has to be remembered."""
    if budgets is None:
        every = [one.id for one in observables.values() if one.kind in {"event", "dose"}]
    else:
        every = ["infusion", *(drug for rule in budgets for drug in rule.drugs)]
    found = dict.fromkeys(every, FOR_EVER)
    for one in observables.values():
        how = one.derivation
        if how is None or how.formula not in _ALL_TIMES:
            continue
        back = FOR_EVER if how.within is None else float(how.within) * 60
        for name in how.of:
            found[name] = max(found.get(name, 0.0), back)
    return found
