"""charting: what a ward writes down, and what it has still to write."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.chart import Chart
from trephine.loop.ward.past import Past
from trephine.loop.ward.tallies import Tallies
from trephine.mechanism.observe.writing import Writing

Rows = NDArray[np.intp]
Columns = Mapping[str, NDArray[Any]]


class Charting:
    """Readings on their way into the Chart: counted and remembered as they are written.

    ``needed`` are the observables that anything rests on (None: all are written), ``limits`` the
    laboratory's own, ``alive`` ``[n]`` who lives, kept up by the ward.
    """

    def __init__(
        self,
        chart: Chart,
        tally: Tallies,
        past: Past,
        alive: NDArray[np.bool_],
        needed: Collection[str] | None,
        limits: Mapping[str, tuple[float, float]],
    ) -> None:
        """Start with nothing planned."""
        self._chart, self._tally, self._past = chart, tally, past
        self._alive, self._needed, self._limits = alive, needed, limits
        self._planned: list[Writing] = []

    def write(self, name: str, minute: int, rows: Rows, column: NDArray[Any]) -> None:
        """Write one observable."""
        if not len(rows) or not (self._needed is None or name in self._needed):
            return
        self._chart.write(name, minute, column, rows, self._limits.get(name))
        self._taken(name, minute, rows, column)

    def write_many(self, minute: int, rows: Rows, columns: Columns) -> None:
        """Write what several observables were, of the same patients at one minute."""
        if self._needed is not None:
            columns = {name: own for name, own in columns.items() if name in self._needed}
        self._chart.write_many(minute, columns, rows, self._limits)
        for name, column in columns.items() if len(rows) else ():
            self._taken(name, minute, rows, column)

    def write_living(self, name: str, minute: int, rows: Rows, column: NDArray[Any]) -> None:
        """Write one observable of those who still live."""
        there = self._alive[rows]
        self.write(name, minute, rows[there], column[there])

    def plan(self, writings: Iterable[Writing]) -> None:
        """Lay aside what is written when its minute comes, of who still lives then."""
        for one in writings:
            insort(self._planned, one, key=lambda each: each.minute)

    def flush(self, minute: int) -> None:
        """Write what was planned for minutes up to this one."""
        while self._planned and self._planned[0].minute <= minute:
            one = self._planned.pop(0)
            self.write_living(one.observable, one.minute, one.rows, one.values)

    def _taken(self, name: str, minute: int, rows: Rows, column: NDArray[Any]) -> None:
        self._tally.read(name, minute, rows, column)
        if self._past.needs(name):
            self._past.read(name, minute, rows, column)
