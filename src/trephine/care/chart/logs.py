"""Logs: when things took place, for many patients, of the observables that are counted."""

from collections.abc import Mapping

import numpy as np

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


class Logs:
    """The minutes and values of all that is counted, in one pool of memory.

    Every logged observable has a row; a patient has ``room[row]`` places in it (a power of two),
    used round and round where only a ``window`` of minutes matters, and grown where all of it does.
    """

    def __init__(self, observables: Mapping[str, Observable], patients: int) -> None:
        """Find what has to be logged, and for how long; nothing is allocated yet."""
        self.patients = patients
        self.windows = _windows(observables)
        self.row = np.full(len(observables), -1, dtype=np.int64)
        self.offset = np.zeros(0, dtype=np.int64)
        self.room = np.zeros(0, dtype=np.int64)
        self.filled = np.zeros((0, patients), dtype=np.int32)
        self.minute = np.zeros(0, dtype=np.int32)
        self.value = np.zeros(0, dtype=np.float64)

    def opened(self, place: int, name: str) -> int:
        """Return the row of an observable, made where there is none; -1 for what is not logged."""
        if self.row[place] < 0 and name in self.windows:
            self.row[place] = len(self.room)
            self.offset = np.append(self.offset, len(self.minute))
            self.room = np.append(self.room, _FIRST_ROOM)
            self.filled = np.vstack([self.filled, np.zeros((1, self.patients), dtype=np.int32)])
            more = _FIRST_ROOM * self.patients
            self.minute = np.append(self.minute, np.zeros(more, dtype=np.int32))
            self.value = np.append(self.value, np.zeros(more))
        return int(self.row[place])

    def grow(self, row: int) -> None:
        """Give every patient twice the room in one log."""
        rooms = self.room.copy()
        rooms[row] *= 2
        offsets = np.concatenate([[0], np.cumsum(rooms * self.patients)])
        minute = np.zeros(offsets[-1], dtype=np.int32)
        value = np.zeros(offsets[-1])
        for i in range(len(rooms)):
            begin, length = self.offset[i], self.room[i] * self.patients
            shape = (self.patients, int(self.room[i]))
            for old, new in ((self.minute, minute), (self.value, value)):
                found = old[begin : begin + length].reshape(shape)
                wide = new[offsets[i] : offsets[i + 1]].reshape(self.patients, -1)
                if i != row:
                    wide[:] = found
                    continue
                # An entry's place is its number modulo the room, so each moves to its own.
                numbers = self.filled[i][:, None] - 1 - np.arange(shape[1])
                patient, back = np.nonzero(numbers >= 0)
                number = numbers[patient, back]
                wide[patient, number % wide.shape[1]] = found[patient, number % shape[1]]
        self.offset, self.room, self.minute, self.value = offsets[:-1], rooms, minute, value


def _windows(observables: Mapping[str, Observable]) -> dict[str, float]:
    """Return for how many minutes each observable has to be remembered."""
    found = {one.id: FOR_EVER for one in observables.values() if one.kind in {"event", "dose"}}
    for one in observables.values():
        how = one.derivation
        if how is None or how.formula not in _ALL_TIMES:
            continue
        back = FOR_EVER if how.within is None else float(how.within) * 60
        for name in how.of:
            found[name] = max(found.get(name, 0.0), back)
    return found
