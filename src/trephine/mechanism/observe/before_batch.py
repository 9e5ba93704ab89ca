"""before_batch: what is known of many patients before treatment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.core.readout import Readouts, ReadoutStatement
from trephine.core.record import ReadingValue
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.encoded import bits_of, dtype_of, encoded, rounded
from trephine.mechanism.observe.writing import Writing, writings

Column = NDArray[Any]
_MINUTES = 1440


def before_batch(
    readouts: Readouts,
    observables: Mapping[str, Observable],
    covariates: Mapping[str, Column],
    columns: Mapping[str, Column],
    n: int,
    *,
    minute: int,
    stated: Mapping[str, ReadingValue],
    named: Mapping[str, str],
    infusion: datetime | None,
) -> tuple[Writing, ...]:
    """Return it in rising minutes: see ``Rounds.before``. ``columns``: with what is assumed."""
    at = np.full(n, minute)
    every = np.arange(n)
    found: list[Writing] = []
    for name, value in stated.items():
        observable = observables[name]
        column = np.full(n, encoded(observable, value, infusion), dtype=dtype_of(observable))
        found += writings(name, at, every, column)
    told_by = {named.get(name, name): name for name in covariates}
    for name, covariate in told_by.items():
        if name in observables and name not in stated:
            told = _plain(observables[name], np.broadcast_to(covariates[covariate], n), n)
            if told is not None:
                found += _known(name, at, told)
    for statement in readouts.statements:
        if statement.observable in told_by or statement.observable in stated:
            continue
        where = f"{readouts.model}: {statement.observable}"
        observable = observables[statement.observable]
        told = None
        if statement.formula:
            told = np.broadcast_to(evaluate(statement.formula, columns, where), n)
        told = _plain(observable, told, n, statement.code)
        if told is None:
            continue
        asked = np.ones(n)
        if statement.when:
            asked = np.broadcast_to(evaluate(statement.when, columns, where), n)
        for when in _minutes(statement, columns, n, minute, where):
            there = (asked != 0) & np.isfinite(when)
            found += _known(observable.id, when, told, there)
    return tuple(sorted(found, key=lambda one: one.minute))


def _minutes(
    statement: ReadoutStatement, columns: Mapping[str, Column], n: int, first: int, where: str
) -> list[NDArray[np.float64]]:
    days = [np.full(n, max(round(day * _MINUTES), first), np.float64) for day in statement.days]
    if statement.at:
        told = np.asarray(evaluate(statement.at, columns, where), dtype=np.float64)
        days.append(np.rint(np.broadcast_to(told, n) * _MINUTES))
    return days


def _known(
    name: str, minutes: Column, values: Column, there: NDArray[np.bool_] | None = None
) -> list[Writing]:
    """Return the writings of the rows that have a value."""
    has = ~np.isnan(values) if values.dtype == np.float64 else values >= 0
    rows = np.flatnonzero(has if there is None else has & there)
    return writings(name, minutes[rows].astype(np.int64), rows, values[rows])


def _each(told: Column, value: Callable[[Any], int], dtype: type[Any]) -> Column:
    """Return what ``value`` gives of every entry, asked once for entries that are alike."""
    different, place = np.unique(told, return_inverse=True)
    return np.array([value(one) for one in different], dtype=dtype)[place]


def _plain(observable: Observable, told: Column | None, n: int, code: str = "") -> Column | None:
    """Return a covariate or a statement as its observable writes it; None where it cannot."""
    if observable.kind == "choices":
        parts = (part for part in code.split(",") if part)
        return np.full(n, bits_of(observable, parts), dtype=np.int64)
    if observable.kind == "choice":
        places = {choice.code: place for place, choice in enumerate(observable.choices)}
        if code or told is None:
            return np.full(n, places.get(code or str(None), -1), dtype=np.int64)
        return _each(told, lambda one: places.get(str(one), -1), np.int64)
    if observable.kind in {"yesno", "event"}:
        if told is None:
            return np.full(n, code == "true", dtype=np.int8)
        return _each(told, bool, np.int8)
    if observable.kind == "quantity":
        values = np.full(n, code) if told is None else told
        return rounded(observable)(values.astype(np.float64))
    return None
