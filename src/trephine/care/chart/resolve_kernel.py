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
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    valid: int,
    begin: int,
    found: NDArray[np.int8],
) -> None:
    """Fill what stands in one column for each patient of a block."""
    for b in range(len(found)):
        r = rows[begin + b]
        stale = at[begin + b] - minute[r] > valid
        one = STALE if stale else KNOWN
        found[b] = one if state[r] == 1 else DISPUTED if state[r] > 1 else NOTHING


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
        event = kind in (EVENT, DOSE)
        if col >= 0 and event:
            for b in range(count):
                s = state[col, rows[begin + b]]
                bits[row, b] = _TRUE if s & 1 else _FALSE if s else _OPEN
            continue
        if col >= 0:
            _stated(minute[col], state[col], rows, at, valid, begin, found)
        else:
            found[:] = NOTHING
        if told >= 0:
            status[told, :count] = found
        if kind in (NUMBER, MOMENT):
            for b in range(count):
                x = value[col, rows[begin + b]] if col >= 0 else 0.0
                low[row, b] = x if found[b] == KNOWN else -np.inf
                high[row, b] = x if found[b] == KNOWN else np.inf
        elif col < 0:
            bits[row, :count] = 0 if kind == SET else every
            if kind == SET:
                bits[row + 1, :count] = every
        elif kind == SET:
            for b in range(count):
                x = int(value[col, rows[begin + b]])
                bits[row, b] = x if found[b] == KNOWN else 0
                bits[row + 1, b] = x if found[b] == KNOWN else every
        elif kind == CODED:
            for b in range(count):
                x = int(value[col, rows[begin + b]])
                bits[row, b] = 1 << x if found[b] == KNOWN else every
        else:
            for b in range(count):
                x = _TRUE if value[col, rows[begin + b]] != 0.0 else _FALSE
                bits[row, b] = x if found[b] == KNOWN else every
