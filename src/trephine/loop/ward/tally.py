"""tally: the columns of the table of patients, kept up round by round."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided
from trephine.core.patient_column import ColumnTally, PatientColumn

Rows = NDArray[np.intp]
_DAY = 1440
NOTHING = -1
_GRADED: set[ColumnTally] = {"highest", "latest", "first day", "days"}


def tallied(columns: Sequence[PatientColumn]) -> set[str]:
    """Return the decisions that columns are counted from."""
    return {one.of for one in columns if one.tally in _GRADED}


class Tally:
    """Highest grades, first days, days with a toxicity, doses: what a trial counts of each patient.

    What is counted stands with the ``columns``. A grade that is a range counts by its lower end: by
    what is surely so; the ``latest`` one of some days is that of the latest round that knows it.
    """

    def __init__(self, columns: Sequence[PatientColumn], n: int) -> None:
        """Start with nothing seen."""
        self._columns = [one for one in columns if one.tally is not None]
        self._graded = {one.of for one in self._columns if one.tally in _GRADED}
        self._read = {one.of for one in self._columns if one.tally == "below"}
        self._told = {one.name: _nothing(one, n) for one in self._columns}
        self._was = {
            one.name: np.zeros(n, dtype=np.bool_) for one in self._columns if one.tally == "days"
        }
        self._seen = np.full(n, np.nan)
        self._given_on = {
            one.name: np.full(n, np.iinfo(np.int64).min)
            for one in self._columns
            if one.tally == "days given"
        }
        self.infection_any = np.zeros(n, dtype=np.int8)
        self.infection_serious = np.zeros(n, dtype=np.int8)

    def take(self, decided: Decided, rows: Rows, minute: int) -> None:
        """Take the decisions of one round after the infusion."""
        if minute < 0:
            return
        ends = {name: decided.number(name) for name in self._graded}
        low = {name: np.maximum(one[0], NOTHING).astype(np.int8) for name, one in ends.items()}
        gap = np.where(np.isnan(self._seen[rows]), 0.0, (minute - self._seen[rows]) / _DAY)
        for one in self._columns:
            told = self._told[one.name]
            if one.tally == "highest":
                told[rows] = np.maximum(told[rows], low[one.of])
            elif one.tally == "latest" and _within(one, minute):
                known = ends[one.of][0] == ends[one.of][1]  # no range of what may be
                told[rows[known]] = low[one.of][known]
            elif one.tally == "days":
                told[rows] += np.where(self._was[one.name][rows], gap, 0.0)
                self._was[one.name][rows] = low[one.of] >= one.least
            elif one.tally == "first day":
                new = rows[(low[one.of] >= one.least) & np.isnan(told[rows])]
                told[new] = minute / _DAY
        self._seen[rows] = minute

    def reads(self, name: str) -> bool:
        """Return whether anything is counted from an observable's readings."""
        return name in self._read

    def read(self, name: str, rows: Rows, values: NDArray[Any]) -> None:
        """Take readings of an observable, written after the infusion; not a number is none."""
        there = ~np.isnan(values)
        mine, own = rows[there], values[there]
        for one in self._columns:
            if one.tally == "below" and one.of == name and one.limit is not None:
                told = self._told[one.name]
                told[mine] = np.maximum(told[mine], (own < one.limit).astype(np.int8))

    def given(self, kind: str, rows: Rows, minute: int) -> None:
        """Count what was given of a kind of acts."""
        for one in self._columns:
            if one.of == kind and one.tally == "times":
                self._told[one.name][rows] += 1
            elif one.of == kind and one.tally == "days given":
                new = rows[self._given_on[one.name][rows] != minute // _DAY]
                self._told[one.name][new] += 1
                self._given_on[one.name][new] = minute // _DAY

    def held(self, levels: Mapping[str, NDArray[np.float64]], rows: Rows) -> None:
        """Note the support of ``rows`` that is in place, by state, ``[n]``."""
        for one in self._columns:
            if one.tally == "held":
                self._told[one.name][rows[levels[one.of][rows] > 0]] = 1

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name."""
        return {
            **self._told,
            "infection_any": self.infection_any,
            "infection_serious": self.infection_serious,
        }


def _within(one: PatientColumn, minute: int) -> bool:
    return (
        one.first is not None
        and one.last is not None
        and (one.first * _DAY <= minute <= one.last * _DAY)
    )


def _nothing(one: PatientColumn, n: int) -> NDArray[Any]:
    """Return what a column holds before anything was seen."""
    if one.tally == "first day":
        return np.full(n, np.nan)
    if one.tally in {"days", "days given"}:
        return np.zeros(n)
    if one.tally == "times":
        return np.zeros(n, dtype=np.int64)
    return np.full(n, 0 if one.tally == "held" else NOTHING, dtype=np.int8)
