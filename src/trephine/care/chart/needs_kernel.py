"""Compiled loops beside resolving: what an algorithm concluded, and what doses need."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.encode import CODED, MOMENT, NUMBER, SET
from trephine.care.kernel.mode import jit


@jit
def told_by_algorithm(
    where: NDArray[np.int64],
    told: NDArray[np.int64],
    column: NDArray[np.int64],
    state: NDArray[np.int8],
    rows: NDArray[np.int64],
    begin: int,
    end: int,
    bits: NDArray[np.int64],
) -> None:
    """Put what an algorithm concluded in the place of a coded input of which nothing is stated."""
    for j in range(len(where)):
        row = where[j, 0]
        col = column[where[j, 1]]
        for i in range(begin, end):
            stated = col >= 0 and state[col, rows[i]] != 0
            if told[j, i] >= 0 and not stated:
                bits[row, i - begin] = 1 << told[j, i]


@jit
def needed(
    needs: NDArray[np.float64],
    begin: int,
    end: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    known: NDArray[np.int8],
    figure: NDArray[np.float64],
) -> None:
    """Note whether what doses need is known, and of a number its value (NaN where it is not)."""
    for j in range(len(needs)):
        kind = int(needs[j, 0])
        row = int(needs[j, 1])
        for i in range(begin, end):
            b = i - begin
            figure[j, i] = np.nan
            if kind in (NUMBER, MOMENT):
                known[j, i] = low[row, b] == high[row, b]
                if low[row, b] == high[row, b]:
                    figure[j, i] = low[row, b]
            elif kind == CODED:
                known[j, i] = bits[row, b] & (bits[row, b] - 1) == 0
            elif kind == SET:
                known[j, i] = bits[row, b] == bits[row + 1, b]
            else:
                known[j, i] = bits[row, b] != 3
