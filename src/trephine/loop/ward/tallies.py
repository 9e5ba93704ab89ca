"""tallies: what is counted of the first infusion, and apart from it of a second one."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided
from trephine.core.patient_column import PatientColumn
from trephine.loop.ward.acting import Carried
from trephine.loop.ward.clock import Clock
from trephine.loop.ward.tally import Tally

Rows = NDArray[np.intp]


class Tallies:
    """One Tally for each infusion: nothing of a second one is counted with the first.

    The first ends with the first thing that is given for the second; the second begins with its
    infusion, and counts days from it.
    """

    def __init__(self, columns: Sequence[PatientColumn], clock: Clock, n: int) -> None:
        """Start with nothing seen."""
        self._clock, self._n = clock, n
        self._first = Tally([one for one in columns if one.infusion == 1], n)
        self._second = Tally([one for one in columns if one.infusion == 2], n)

    def take(self, decided: Decided, rows: Rows, minute: int) -> None:
        """Take the decisions of one round after an infusion."""
        if minute > self._clock.end:
            return
        mine = self._clock.of_first(rows, minute)
        if mine.all():
            self._first.take(decided, rows, minute)
            return
        if mine.any():
            self._first.take(_part(decided, mine), rows[mine], minute)
        for offset, whom in self._clock.lots(rows):
            if offset:
                own = decided
                if len(whom) < len(rows):
                    own = _part(decided, self._clock.offset[rows] == offset)
                self._second.take(own, whom, minute - offset)

    def given(self, one: Carried) -> None:
        """Count what was given from the infusion on; lymphodepletion comes before it."""
        if one.minute < 0:
            return
        mine = self._clock.of_first(one.rows, one.minute)
        self._first.given(one.act.kind, one.rows[mine], one.minute)

    def read(self, name: str, minute: int, rows: Rows, values: NDArray[Any]) -> None:
        """Take readings that were written at ``minute``; those before the infusion do not count."""
        if minute >= 0 and self._first.reads(name):
            mine = self._clock.of_first(rows, minute)
            self._first.read(name, rows[mine], values[mine])

    def held(self, levels: Mapping[str, NDArray[np.float64]], rows: Rows, minute: int) -> None:
        """Note the support of ``rows`` that is in place, by state, ``[n]``."""
        self._first.held(levels, rows[self._clock.of_first(rows, minute)])

    def infected(self, rows: Rows, minute: int, serious: NDArray[np.bool_]) -> None:
        """Note infections of ``rows``."""
        mine = self._clock.of_first(rows, minute)
        self._first.infection_any[rows[mine]] = 1
        self._first.infection_serious[rows[mine & serious]] = 1

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name."""
        own = self._second.columns()
        mine = {name: column for name, column in own.items() if not name.startswith("infection")}
        return {**self._first.columns(), **mine}


def _part(decided: Decided, mine: NDArray[np.bool_]) -> Decided:
    """Return the decisions of some of the patients; patients are the last axis of every array."""
    own: dict[str, Any] = {one.name: getattr(decided, one.name) for one in fields(decided)}
    for name, each in own.items():
        if isinstance(each, np.ndarray):
            own[name] = each[..., mine]
    return Decided(**own)
