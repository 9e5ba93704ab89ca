"""The compiled loop that reads what is stated of each input out of a Chart."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.encode import CODED, DOSE, EVENT, MOMENT, NUMBER, SET, TRUTH
from trephine.care.kernel.mode import jit

# What is stated of an input: nothing, a value, one that is too old, values that disagree.
NOTHING, KNOWN, STALE, DISPUTED = range(4)
# A yes-no input as bits.
_FALSE, _TRUE, _OPEN = 1, 2, 3


@jit
def _stated(
    minute: NDArray[np.int32],
    state: NDArray[np.int8],
    at: NDArray[np.int64],
    valid: int,
    found: NDArray[np.int8],
) -> None:
    """Fill what stands in one column for each patient of a block."""
    for b in range(len(found)):
        one = STALE if at[b] - minute[b] > valid else KNOWN
        found[b] = one if state[b] == 1 else DISPUTED if state[b] > 1 else NOTHING


@jit
def _figures(
    value: NDArray[np.float64],
    found: NDArray[np.int8],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> None:
    for b in range(len(found)):
        low[b] = value[b] if found[b] == KNOWN else -np.inf
        high[b] = value[b] if found[b] == KNOWN else np.inf


@jit
def _codes(
    kind: int,
    every: int,
    value: NDArray[np.float64],
    found: NDArray[np.int8],
    bits: NDArray[np.int64],
    more: NDArray[np.int64],
) -> None:
    """Fill the bits of a truth, a code, or a set (what is surely in it, and what possibly)."""
    if kind == TRUTH:
        for b in range(len(found)):
            x = _TRUE if value[b] != 0.0 else _FALSE
            bits[b] = x if found[b] == KNOWN else every
    elif kind == CODED:
        for b in range(len(found)):
            bits[b] = 1 << np.int64(value[b]) if found[b] == KNOWN else every
    else:
        for b in range(len(found)):
            inside = np.int64(value[b])
            bits[b] = inside if found[b] == KNOWN else 0
            more[b] = inside if found[b] == KNOWN else every


@jit
def _happened(state: NDArray[np.int8], bits: NDArray[np.int64]) -> None:
    for b in range(len(bits)):
        s = state[b]
        bits[b] = _TRUE if s & 1 else _FALSE if s else _OPEN


@jit
def resolve(
    plain: NDArray[np.float64],
    column: NDArray[np.int64],
    value: NDArray[np.float64],
    minute: NDArray[np.int32],
    state: NDArray[np.int8],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    begin: int,
    end: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    status: NDArray[np.int8],
) -> None:
    """Fill the rows of a plan's slots for patients ``begin`` to ``end``: nothing is computed.

    Status is noted of those slots that may be computed as well.
    """
    count = end - begin
    found = np.zeros(count, dtype=np.int8)
    some_value = np.zeros(count)
    some_minute = np.zeros(count, dtype=np.int32)
    some_state = np.zeros(count, dtype=np.int8)
    now = at[begin:end]
    first = rows[begin]
    # Patients that lie side by side are read where they stand.
    together = True
    for b in range(count):
        together = together and rows[begin + b] == first + b
    for j in range(len(plain)):
        kind = int(plain[j, 0])
        col = column[int(plain[j, 1])]
        # Minutes are whole, so that what is beyond 90.5 is beyond 90.
        valid = int(plain[j, 2])
        row = int(plain[j, 3])
        every = int(plain[j, 4])
        told = int(plain[j, 5])
        if kind in (TRUTH, EVENT, DOSE):
            every = _OPEN
        if col < 0:
            found[:] = NOTHING
        elif together:
            some_value = value[col, first : first + count]
            some_minute = minute[col, first : first + count]
            some_state = state[col, first : first + count]
        else:
            for b in range(count):
                some_value[b] = value[col, rows[begin + b]]
                some_minute[b] = minute[col, rows[begin + b]]
                some_state[b] = state[col, rows[begin + b]]
        if kind in (EVENT, DOSE):
            if col >= 0:
                _happened(some_state, bits[row, :count])
            else:
                bits[row, :count] = every
            continue
        if col >= 0:
            _stated(some_minute, some_state, now, valid, found)
        if told >= 0:
            status[told, :count] = found
        if kind in (NUMBER, MOMENT):
            _figures(some_value, found, low[row, :count], high[row, :count])
        else:
            more = bits[row + 1 if kind == SET else row, :count]
            _codes(kind, every, some_value, found, bits[row, :count], more)
