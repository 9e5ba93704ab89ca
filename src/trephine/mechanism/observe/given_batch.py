"""given_batch: the doses of many patients as a ward writes them down."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.core.readout import ReadoutDose, Readouts
from trephine.mechanism.cohort import Administration
from trephine.mechanism.doses import Doses
from trephine.mechanism.evaluate import evaluate, names_in
from trephine.mechanism.observe.encoded import dtype_of, none_of, rounded
from trephine.mechanism.observe.given_readings import WEEK
from trephine.mechanism.observe.writing import Writing, writings

Column = NDArray[Any]
Vector = NDArray[np.float64]
Rows = NDArray[np.intp]
_MINUTES = 1440


def given_amounts(
    readouts: Readouts,
    observables: Mapping[str, Observable],
    columns: Mapping[str, Column],
    what: str,
    amounts: Vector,
    rows: Rows | None,
) -> dict[str, Column]:
    """Return a column for each observable that a dose is written as: see ``Rounds.given``."""
    found = {}
    for read in readouts.doses:
        if read.given == what and read.of == "each" and not read.offset:
            observable = observables[read.observable]
            column = _column(readouts, read, observable, columns, amounts, rows)
            column[~(amounts > 0)] = none_of(observable)
            found[read.observable] = column
    return found


def given_writings(
    readouts: Readouts,
    observables: Mapping[str, Observable],
    columns: Mapping[str, Column],
    doses: Doses,
    states: Sequence[str],
    administrations: Sequence[Administration],
) -> tuple[Writing, ...]:
    """Return whole schedules of doses in rising minutes: see ``Rounds.planned``."""
    found: list[Writing] = []
    for read in readouts.doses:
        rows, days, amounts = _asked(read, *_doses(read.given, doses, states, administrations))
        if len(rows):
            column = _column(readouts, read, observables[read.observable], columns, amounts, rows)
            minutes = np.rint((days + read.offset) * _MINUTES).astype(np.int64)
            found += writings(read.observable, minutes, rows, column)
    return tuple(sorted(found, key=lambda one: one.minute))


def _column(
    readouts: Readouts,
    read: ReadoutDose,
    observable: Observable,
    columns: Mapping[str, Column],
    amounts: Vector,
    rows: Rows | None,
) -> Column:
    if not read.formula:
        return np.ones(len(amounts), dtype=dtype_of(observable))
    used = {name: columns[name] for name in names_in(read.formula) if name in columns}
    mine = used if rows is None else {name: one[rows] for name, one in used.items()}
    where = f"{readouts.model}: {read.observable}"
    told = evaluate(read.formula, {**mine, "amount": amounts}, where)
    return rounded(observable)(np.broadcast_to(told, amounts.shape).astype(np.float64))


def _doses(
    what: str, doses: Doses, states: Sequence[str], administrations: Sequence[Administration]
) -> tuple[Rows, Vector, Vector]:
    """Return the doses of one thing: rows, days and amounts, each patient's in order of days."""
    parts = [(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0))]
    if what in states:
        there = np.isfinite(doses.times) & (doses.amounts > 0)
        rows, places = np.nonzero(there & (doses.targets == list(states).index(what)))
        parts.append((rows, doses.times[rows, places], doses.amounts[rows, places]))
    for one in administrations:
        if one.drug == what and one.drug not in states:
            rows = np.flatnonzero(np.asarray(one.amounts) > 0)
            parts.append((rows, np.full(len(rows), float(one.day)), np.asarray(one.amounts)[rows]))
    rows, days, amounts = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((amounts, days, rows))
    return rows[order], days[order], amounts[order]


def _asked(
    read: ReadoutDose, rows: Rows, days: Vector, amounts: Vector
) -> tuple[Rows, Vector, Vector]:
    """Return every dose, or only the first or the last of each course."""
    if read.of == "each" or not len(rows):
        return rows, days, amounts
    is_new = np.r_[True, (np.diff(rows) != 0) | ~(np.diff(days) < WEEK)]
    mine = np.flatnonzero(is_new if read.of == "first" else np.r_[is_new[1:], True])
    return rows[mine], days[mine], amounts[mine]
