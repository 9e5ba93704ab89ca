"""The compiled loop that carries out a Program for a block of patients."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit

# What a step does.
GREATER, AT_LEAST, LESS, AT_MOST, EQUAL, UNEQUAL, STATED, ONE_OF, CONTAINS, NOT, AND, OR = range(12)
CONSTANT, WHEN, START, RULE, GRADE, POINTS, VALUE, FINISH, GROUP = range(12, 21)
# How a table decides.
COLLECT, MAX, SUM, UNIQUE = range(4)
# More than there are layers: a table that surely applies goes before one that may.
_SURELY = 100
_SURE = 2


@jit
def _least(x: NDArray[np.int8], y: NDArray[np.int8], out: NDArray[np.int8]) -> None:
    for b in range(len(out)):
        out[b] = min(y[b], x[b])


@jit
def _greatest(x: NDArray[np.int8], y: NDArray[np.int8], out: NDArray[np.int8]) -> None:
    for b in range(len(out)):
        out[b] = max(y[b], x[b])


@jit
def _compare(
    what: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    x: float,
    out: NDArray[np.int8],
) -> None:
    """Fill how far numbers somewhere from ``low`` to ``high`` compare with ``x``."""
    if what == GREATER:
        for b in range(len(out)):
            out[b] = np.int8(low[b] > x) + np.int8(high[b] > x)
    elif what == AT_LEAST:
        for b in range(len(out)):
            out[b] = np.int8(low[b] >= x) + np.int8(high[b] >= x)
    elif what == LESS:
        for b in range(len(out)):
            out[b] = np.int8(low[b] < x) + np.int8(high[b] < x)
    elif what == AT_MOST:
        for b in range(len(out)):
            out[b] = np.int8(low[b] <= x) + np.int8(high[b] <= x)
    else:
        for b in range(len(out)):
            p, q = low[b], high[b]
            same = np.int8((p == x) & (q == x)) + np.int8((p <= x) & (q >= x))
            out[b] = same if what == EQUAL else 2 - same


@jit
def _look(
    what: int, bits: NDArray[np.int64], more: NDArray[np.int64], mask: int, out: NDArray[np.int8]
) -> None:
    """Fill how far statements hold, codes are among those of ``mask``, or sets have one of them."""
    if what == STATED:
        # False is the bit 1, true 2, unknown both.
        for b in range(len(out)):
            out[b] = np.int8((bits[b] & 2) != 0) + np.int8((bits[b] & 1) == 0)
    elif what == ONE_OF:
        for b in range(len(out)):
            inside = bits[b] & mask
            out[b] = np.int8(inside != 0) + np.int8((inside != 0) & (inside == bits[b]))
    else:
        for b in range(len(out)):
            out[b] = np.int8((bits[b] & mask) != 0) + np.int8((more[b] & mask) != 0)


@jit
def _note(
    truth: NDArray[np.int8], bit: int, sure: NDArray[np.int64], may: NDArray[np.int64]
) -> None:
    """Set a bit where a condition surely, and where it possibly, holds."""
    for b in range(len(sure)):
        sure[b] |= np.int64(truth[b] > 1) * bit
        may[b] |= np.int64(truth[b] > 0) * bit


@jit
def _raise(
    truth: NDArray[np.int8], grade: float, low: NDArray[np.float64], high: NDArray[np.float64]
) -> None:
    """Raise grades to ``grade`` where a condition surely, and where it possibly, holds."""
    for b in range(len(low)):
        sure = grade if truth[b] > 1 else -np.inf
        may = grade if truth[b] > 0 else -np.inf
        low[b] = max(low[b], sure)
        high[b] = max(high[b], may)


@jit
def _choose(
    first: int,
    last: int,
    unique: int,
    begin: int,
    tables: NDArray[np.int64],
    applies: NDArray[np.int8],
    chosen: NDArray[np.int64],
    force: NDArray[np.bool_],
    best: NDArray[np.int64],
) -> None:
    """Fill which table of a group is in force, and say of each whether it is; -1: none surely.

    Of those that speak one that surely applies goes first, then the higher layer.
    """
    if first + 1 == last:
        row = tables[first, 1]
        for b in range(len(best)):
            i = begin + b
            # Where no rule of a unique table holds it has a gap, and says nothing.
            speaks = applies[first, i] != 1
            if unique:
                speaks = speaks and chosen[row, i] != 0
            force[first, i] = speaks
            best[b] = first if speaks and applies[first, i] == _SURE else -1
        return
    for b in range(len(best)):
        i = begin + b
        found = -1
        rank = -1
        for t in range(first, last):
            force[t, i] = False
            speaks = applies[t, i] != 1 and (not unique or chosen[tables[t, 1], i] != 0)
            sureness = tables[t, 2] + (_SURELY if applies[t, i] == _SURE else 0)
            if speaks and sureness > rank:
                found = t
                rank = sureness
        if found >= 0:
            force[found, i] = True
        # Others see a value only where the question surely arises.
        best[b] = found if rank >= _SURELY else -1


@jit
def decide(
    steps: NDArray[np.int64],
    limits: NDArray[np.float64],
    tables: NDArray[np.int64],
    groups: NDArray[np.int64],
    numbers: int,
    codes: int,
    begin: int,
    count: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    truth: NDArray[np.int8],
    sure_code: NDArray[np.int64],
    may_code: NDArray[np.int64],
    applies: NDArray[np.int8],
    sure: NDArray[np.int64],
    possible: NDArray[np.int64],
    force: NDArray[np.bool_],
    lowest: NDArray[np.float64],
    highest: NDArray[np.float64],
    chosen: NDArray[np.int64],
    out_low: NDArray[np.float64],
    out_high: NDArray[np.float64],
    out_bits: NDArray[np.int64],
) -> None:
    """Decide for ``count`` patients from ``begin`` on; outputs have a column for each patient.

    ``low``, ``high`` and ``bits`` have a column for each patient of the block: first the inputs
    (``numbers`` and ``codes`` rows), then the outputs of decisions, which later ones rest on.
    ``truth`` are the registers. The steps are those of ``program``.
    """
    width = truth.shape[1]
    place = 0
    while place < len(steps):
        what = steps[place, 0]
        a = steps[place, 1]
        r = steps[place, 2]
        c = steps[place, 3]
        x = limits[place]
        place += 1
        if what == AND:
            _least(truth[r], truth[c], truth[a])
        elif what == OR:
            _greatest(truth[r], truth[c], truth[a])
        elif what <= UNEQUAL:
            _compare(what, low[r], high[r], x, truth[a])
        elif what <= CONTAINS:
            _look(what, bits[r], bits[r + 1] if what == CONTAINS else bits[r], c, truth[a])
        elif what == NOT:
            for b in range(width):
                truth[a, b] = 2 - truth[r, b]
        elif what == CONSTANT:
            for b in range(width):
                truth[a, b] = r
        elif what == WHEN:
            any_one = False
            for b in range(count):
                found = truth[a, b]
                applies[r, begin + b] = 1 if found == 0 else 3 if found == 1 else 2
                any_one = any_one or found != 0
            if not any_one:
                place = c
        elif what == START:
            row = tables[a, 1]
            hit = tables[a, 0]
            for b in range(count):
                sure[a, begin + b] = 0
                possible[a, begin + b] = 0
                if r == 1:
                    applies[a, begin + b] = 2
                if hit in (MAX, SUM):
                    lowest[row, begin + b] = float(tables[a, 3]) if hit == MAX else 0.0
                    highest[row, begin + b] = float(tables[a, 3]) if hit == MAX else 0.0
                sure_code[b] = 0
                may_code[b] = 0
        elif what == RULE:
            _note(
                truth[a], 1 << c, sure[r, begin : begin + count], possible[r, begin : begin + count]
            )
        elif what == GRADE:
            _raise(truth[a], x, lowest[r, begin : begin + count], highest[r, begin : begin + count])
        elif what == POINTS:
            for b in range(count):
                lowest[r, begin + b] += x if truth[a, b] == 2 else 0.0
                highest[r, begin + b] += x if truth[a, b] != 0 else 0.0
        elif what == VALUE:
            _note(truth[a], c, sure_code[:count], may_code[:count])
        elif what == FINISH:
            row = tables[a, 1]
            hit = tables[a, 0]
            for b in range(count):
                i = begin + b
                none = applies[a, i] == 1
                if none:
                    sure[a, i] = 0
                    possible[a, i] = 0
                if hit == UNIQUE:
                    code = sure_code[b] if sure_code[b] != 0 else may_code[b]
                    chosen[row, i] = 0 if none else code
                elif hit != COLLECT and none:
                    lowest[row, i] = -np.inf
                    highest[row, i] = np.inf
                elif hit == SUM:
                    # Points are written in decimals: what binary adds to them is taken off.
                    lowest[row, i] = np.rint(lowest[row, i] * 1e9) / 1e9
                    highest[row, i] = np.rint(highest[row, i] * 1e9) / 1e9
        else:
            first, last, hit, row, every = groups[a]
            best = sure_code[:count]
            _choose(first, last, int(hit == UNIQUE), begin, tables, applies, chosen, force, best)
            if hit == UNIQUE:
                for b in range(count):
                    code = chosen[tables[best[b], 1], begin + b] if best[b] >= 0 else every
                    bits[codes + row, b] = code
                    out_bits[row, begin + b] = code
            elif hit != COLLECT:
                for b in range(count):
                    p = lowest[tables[best[b], 1], begin + b] if best[b] >= 0 else -np.inf
                    q = highest[tables[best[b], 1], begin + b] if best[b] >= 0 else np.inf
                    low[numbers + row, b] = p
                    high[numbers + row, b] = q
                    out_low[row, begin + b] = p
                    out_high[row, begin + b] = q
