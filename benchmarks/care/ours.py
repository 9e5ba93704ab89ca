"""Trephine's three readers of the CRS and ICANS tables on columns of patients, and assess.

``arguments`` and ``lookups`` turn the columns of patients.py into what the compiled and the
interpreted reader take; neither is timed, as reading files is not in the peer.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from patients import CHOICES, Columns

from trephine.care.compile_table import FALSE, OPEN, TRUE, Column, CompiledTable
from trephine.care.evaluate import evaluate, output_of
from trephine.core.rule import DecisionTable
from trephine.core.value import Coded, CodedSet, Number, Truth, Value
from trephine.library.guideline_folder import guideline

AT = datetime(2026, 3, 5, tzinfo=UTC)
AGE = 60.0
# An input that is the sum of two columns, where both are generated apart.
SUMS = {"pressor_and_inotrope_count": ("vasopressor_count", "inotrope_count")}


def table(decides: str, of: str = "reference") -> DecisionTable:
    """Return the table of a guideline that decides ``decides``."""
    return next(one for one in guideline(of).tables if one.decides == decides)


def stated(columns: Columns) -> Columns:
    """Return the columns with what the tables ask beside the signs and the peer takes for granted.

    Everyone is an adult and has been infused; who died of it (or of whom it is not known) died.
    """
    n = len(next(iter(columns.values())))
    death = next(column for name, column in columns.items() if name.startswith("death_due_to"))
    infused, age = np.ones(n, dtype=np.int8), np.full(n, AGE)
    return {**columns, "died": death, "infused": infused, "age": age}


def _missing(column: NDArray[Any]) -> NDArray[np.bool_]:
    return np.isnan(column) if column.dtype.kind == "f" else column < 0


def _range(columns: Columns, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    n = len(next(iter(columns.values())))
    if name in SUMS:
        parts = [_range(columns, one) for one in SUMS[name]]
        return sum(np.maximum(low, 0.0) for low, _ in parts), sum(high for _, high in parts)  # type: ignore[return-value]
    if name not in columns:
        return np.full(n, -np.inf), np.full(n, np.inf)
    column = columns[name].astype(float)
    gone = _missing(columns[name])
    return np.where(gone, -np.inf, column), np.where(gone, np.inf, column)


def _signs(columns: Columns, name: str) -> dict[str, NDArray[Any]]:
    """Return the columns of a set, by code: ``edema_icp.posturing`` is one."""
    return {key.split(".")[1]: columns[key] for key in columns if key.startswith(f"{name}.")}


def arguments(compiled: CompiledTable, columns: Columns) -> list[NDArray[Any]]:
    """Return the arrays of a compiled table, in order; what no column holds is unknown."""
    n = len(next(iter(columns.values())))
    found: list[NDArray[Any]] = []
    for column in compiled.columns:
        found.extend(_encoded(column, columns, n))
    return found


def _encoded(column: Column, columns: Columns, n: int) -> tuple[NDArray[Any], ...]:
    given = columns.get(column.name)
    if column.kind == "number":
        return _range(columns, column.name)
    if column.kind == "truth":
        if given is None:
            return (np.full(n, OPEN, dtype=np.int8),)
        return (np.array([FALSE, TRUE, OPEN], dtype=np.int8)[given],)
    if column.kind == "coded":
        everything = (1 << (len(column.codes) + 1)) - 1
        if given is None:
            return (np.full(n, everything, dtype=np.int64),)
        bits = [column.bits(frozenset({code})) for code in CHOICES[column.name]]
        return (np.array([*bits, everything], dtype=np.int64)[given],)
    low, high = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    signs = _signs(columns, column.name)
    for code in column.codes:
        bit = column.bits(frozenset({code}))
        sign = signs.get(code, np.full(n, -1, dtype=np.int8))
        low |= np.where(sign == 1, bit, 0)
        high |= np.where(sign != 0, bit, 0)
    return low, high


def lookups(compiled: CompiledTable, columns: Columns) -> list[dict[str, Value]]:
    """Return for each patient what is known of every input of the table."""
    n = len(next(iter(columns.values())))
    each = [_values(column, columns, n) for column in compiled.columns]
    names = [column.name for column in compiled.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*each, strict=True)]


def _values(column: Column, columns: Columns, n: int) -> Iterator[Value]:
    given = columns.get(column.name)
    if column.kind == "number":
        for low, high in zip(*_range(columns, column.name), strict=True):
            yield Number(low=Decimal(str(low)), high=Decimal(str(high)))
    elif column.kind == "truth":
        for value in [-1] * n if given is None else given.tolist():
            yield Truth(low=value == 1, high=value != 0)
    elif column.kind == "coded":
        codes = CHOICES.get(column.name, (*column.codes, "another"))
        for value in [-1] * n if given is None else given.tolist():
            yield Coded(possible=frozenset(codes if value < 0 else {codes[value]}))
    else:
        signs = _signs(columns, column.name)
        for i in range(n):
            sure = frozenset(code for code, sign in signs.items() if sign[i] == 1)
            may = frozenset(code for code, sign in signs.items() if sign[i] != 0)
            yield CodedSet(sure=sure, possible=may)


def seconds(call: Callable[[], Any], repeat: int = 5) -> float:
    """Return the median seconds of a call after a warm-up."""
    call()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def compiled_grades(
    compiled: CompiledTable, columns: Columns, *, numba: bool = True
) -> list[list[int]]:
    """Return the grades by the compiled table; without ``numba`` by the same source on NumPy."""
    function = compiled.compiled() if numba else compiled.vectorised()
    low, high = function(*arguments(compiled, columns))[:2]
    return np.stack([low, high], axis=1).tolist()  # type: ignore[no-any-return]


def interpreted_grades(of: DecisionTable, patients: list[dict[str, Value]]) -> list[list[int]]:
    found = []
    for known in patients:
        value = evaluate(of, known.__getitem__, AT).value
        assert isinstance(value, Number)
        found.append([int(value.low), int(value.high)])
    return found


def time_evaluate(of: DecisionTable, patients: list[dict[str, Value]]) -> float:
    return seconds(lambda: [evaluate(of, known.__getitem__, AT) for known in patients], 3)


def time_output(of: DecisionTable, patients: list[dict[str, Value]]) -> float:
    return seconds(lambda: [output_of(of, known.__getitem__) for known in patients], 3)
