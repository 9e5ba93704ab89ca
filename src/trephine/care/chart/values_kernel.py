"""Compiled loops that compute one input from others: sums, ratios, statements, body, kidney."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.encode import CODED, NUMBER
from trephine.care.kernel.mode import jit

ALL_STATED, ANY_STATED, CHOICE_IS, CKD_EPI, CLEARANCE, DIFFERENCE, DUBOIS, FIRST_KNOWN = range(8)
MOSTELLER, RATIO, RATIO_TO_LLN, RATIO_TO_ULN, SET_SIZE, STEVENSON, SUM = range(8, 15)
# The formulae of the kidney hold from and below these ages, as the plain ones say.
_ADULT, _OLDEST = 18.0, 140.0
# What is stated of an input, as ``resolve_kernel`` says it.
_NOTHING, _KNOWN, _DISPUTED = 0, 1, 3
# A truth as bits.
_TRUE, _OPEN = 2, 3


@jit
def _kidney(formula: int, age: float, weight: float, creatinine: float, woman: int) -> float:
    mg = creatinine / 88.42
    if formula == CLEARANCE:
        found = (_OLDEST - age) * weight / (72.0 * mg)
        return found * 0.85 if woman else found
    ratio = mg / (0.7 if woman else 0.9)
    low = min(ratio, 1.0) ** (-0.241 if woman else -0.302)
    rate: float = 142.0 * low * max(ratio, 1.0) ** -1.2 * 0.9938**age
    return rate * 1.012 if woman else rate


@jit
def _area(formula: int, height: float, weight: float) -> float:
    area: float = 0.0061 * height + 0.0128 * weight - 0.1529
    if formula == MOSTELLER:
        area = np.sqrt(height * weight / 3600.0)
    elif formula == DUBOIS:
        area = 0.007184 * weight**0.425 * height**0.725
    return area


@jit
def _known(
    kind: float,
    q: int,
    b: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
) -> bool:
    if kind == NUMBER:
        return bool(low[q, b] == high[q, b])
    return bool(bits[q, b] & (bits[q, b] - 1) == 0 if kind == CODED else bits[q, b] != _OPEN)


@jit
def _over_parts(
    formula: int,
    k0: int,
    k1: int,
    parts: NDArray[np.float64],
    count: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
) -> None:
    """Fill formulae over any number of parts: any, all, the first that is known."""
    for b in range(count):
        x, y = 0.0, 0.0
        found = 2 if formula == ALL_STATED else 1
        some = False
        for k in range(k0, k1):
            q = int(parts[k, 1])
            kind = parts[k, 2]
            if formula == ALL_STATED:
                one = bits[q, b]
                found = 1 if 1 in {found, one} else max(found, one)
            elif formula == ANY_STATED:
                one = bits[q, b]
                found = 2 if 2 in {found, one} else max(found, one)
            elif not some and (k == k0 or _known(kind, q, b, low, high, bits)):
                some = _known(kind, q, b, low, high, bits)
                x = low[q, b] if kind == 0 else float(bits[q, b])
                y = high[q, b] if kind == 0 else x
        if formula in (ALL_STATED, ANY_STATED):
            x = y = float(found)
        least[b] = x
        most[b] = y


@jit
def _against_total(
    k0: int,
    k1: int,
    parts: NDArray[np.float64],
    told: NDArray[np.int8],
    total: int,
    column: NDArray[np.int64],
    minute: NDArray[np.int32],
    rows: NDArray[np.int64],
    begin: int,
    when: NDArray[np.int8],
) -> None:
    """Fill when each part of a sum was read last, against the total that was stated of it.

    0 before it, 1 with it (or computed), 2 after it; where no total was stated, 2.
    """
    count = when.shape[1]
    mine = column[total]
    for k in range(k0, k1):
        col = column[int(parts[k, 0])]
        for b in range(count):
            if told[b] == _NOTHING:
                when[k - k0, b] = 2
            elif parts[k, 5] == 0.0 or col < 0:
                when[k - k0, b] = 1
            else:
                r = rows[begin + b]
                x, y = minute[col, r], minute[mine, r]
                when[k - k0, b] = 2 if x > y else 1 if x == y else 0


@jit
def _sum(
    k0: int,
    k1: int,
    parts: NDArray[np.float64],
    when: NDArray[np.int8],
    least_when: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
) -> None:
    """Fill sums: a part that is missing widens one by its possible range, a truth counts one.

    A part counts as read only from ``least_when`` on.
    """
    count = when.shape[1]
    some = np.zeros(count, dtype=np.bool_)
    least[:count] = 0.0
    most[:count] = 0.0
    for k in range(k0, k1):
        q = int(parts[k, 1])
        counts = when[k - k0]
        if parts[k, 2] == NUMBER:
            x, y = low[q], high[q]
            lowest, highest = parts[k, 3], parts[k, 4]
            for b in range(count):
                read = counts[b] >= least_when
                least[b] += max(x[b], lowest) if read else lowest
                most[b] += min(y[b], highest) if read else highest
                some[b] |= read and x[b] == y[b]
        else:
            told = bits[q]
            for b in range(count):
                one = told[b] if counts[b] >= least_when else _OPEN
                least[b] += 1.0 if one == _TRUE else 0.0
                most[b] += 1.0 if one & _TRUE else 0.0
                some[b] |= one != _OPEN
    for b in range(count):
        least[b] = np.rint(least[b] * 1e9) / 1e9 if some[b] else -np.inf
        most[b] = np.rint(most[b] * 1e9) / 1e9 if some[b] else np.inf


@jit
def _total(
    row: int,
    k0: int,
    k1: int,
    parts: NDArray[np.float64],
    told: NDArray[np.int8],
    when: NDArray[np.int8],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
) -> None:
    """Fill a sum, or the total that was stated of it where that stands (``latest_total``).

    Where all parts are later and the total fits them, it is their sum.
    """
    count = when.shape[1]
    standing = np.zeros(count, dtype=np.bool_)
    if np.any(told == _KNOWN):
        _sum(k0, k1, parts, when, 1, low, high, bits, least, most)
        for b in range(count):
            x = low[row, b]
            standing[b] = told[b] == _KNOWN and least[b] <= x <= most[b]
    _sum(k0, k1, parts, when, 2, low, high, bits, least, most)
    for b in range(count):
        if not standing[b]:
            low[row, b] = least[b]
            high[row, b] = most[b]


@jit
def _of_a_set(
    formula: int,
    row: int,
    looked: int,
    count: int,
    bits: NDArray[np.int64],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
) -> None:
    """Fill whether a code is one of several, or how many of several are in a set."""
    for b in range(count):
        x, y = 0, 0
        if formula == CHOICE_IS:
            one = bits[row, b]
            x = y = (0 if one & ~looked == 0 else 1) | (2 if one & looked else 0)
        else:
            sure, may = bits[row, b] & looked, bits[row + 1, b] & looked
            while may:
                x += sure & 1
                y += may & 1
                sure >>= 1
                may >>= 1
        least[b] = float(x)
        most[b] = float(y)


@jit
def _of_kidneys(
    formula: int,
    k0: int,
    k1: int,
    looked: int,
    parts: NDArray[np.float64],
    count: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
) -> None:
    """Fill clearance or filtration rate; ``looked``: the bit of the code for a woman."""
    for b in range(count):
        f0, f1, f2 = 0.0, 0.0, 0.0
        numbers = 0
        known = True
        woman = 0
        for k in range(k0, k1):
            q = int(parts[k, 1])
            known = known and _known(parts[k, 2], q, b, low, high, bits)
            if parts[k, 2] == CODED:
                woman = bits[q, b] & looked
                continue
            x = low[q, b]
            known = known and x != 0.0
            f0, f1, f2 = (
                (x, f1, f2) if numbers == 0 else (f0, x, f2) if numbers == 1 else (f0, f1, x)
            )
            numbers += 1
        least[b] = -np.inf
        most[b] = np.inf
        if known and f0 >= _ADULT and f0 < _OLDEST:
            if formula == CKD_EPI:
                f1, f2 = 0.0, f1
            least[b] = most[b] = _kidney(formula, f0, f1, f2, woman)


@jit
def _of_numbers(
    formula: int,
    k0: int,
    parts: NDArray[np.float64],
    limit: NDArray[np.int64],
    lln: NDArray[np.float64],
    uln: NDArray[np.float64],
    rows: NDArray[np.int64],
    begin: int,
    count: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    least: NDArray[np.float64],
) -> None:
    """Fill formulae over one or two numbers, all of which have to be known; else -inf."""
    p = int(parts[k0, 1])
    two = formula in (DIFFERENCE, DUBOIS, MOSTELLER, RATIO, STEVENSON)
    q = int(parts[k0 + 1, 1]) if two else p
    g = limit[int(parts[k0, 0])]
    for b in range(count):
        least[b] = -np.inf
        x, y = low[p, b], low[q, b]
        if x != high[p, b] or y != high[q, b]:
            continue
        found = np.nan
        if formula in (RATIO_TO_LLN, RATIO_TO_ULN):
            bar = np.nan
            if g >= 0:
                bar = (
                    lln[g, rows[begin + b]] if formula == RATIO_TO_LLN else uln[g, rows[begin + b]]
                )
            # None, 0, or marked as disagreeing.
            if bar > 0.0:
                found = x / bar
        elif formula == DIFFERENCE:
            found = x - y
        elif formula == RATIO:
            if y != 0.0:
                found = x / y
        elif x > 0.0 and y > 0.0:
            area = _area(formula, x, y)
            if area > 0.0:
                found = area
        if not np.isnan(found):
            least[b] = found


@jit
def derive_values(
    derived: NDArray[np.float64],
    parts: NDArray[np.float64],
    column: NDArray[np.int64],
    minute: NDArray[np.int32],
    limit: NDArray[np.int64],
    lln: NDArray[np.float64],
    uln: NDArray[np.float64],
    rows: NDArray[np.int64],
    begin: int,
    end: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    status: NDArray[np.int8],
) -> None:
    """Fill the rows of slots computed from values, for patients ``begin`` to ``end``.

    A stated value goes first; of a stated total and its parts the later (``latest_total``). The
    formulae are those of ``BY_VALUES``; results are to nine decimals, as ``derived`` gives them.
    """
    count = end - begin
    least = np.empty(count)
    most = np.empty(count)
    for j in range(len(derived)):
        formula = int(derived[j, 0])
        row = int(derived[j, 1])
        k0, k1 = int(derived[j, 2]), int(derived[j, 3])
        told = int(derived[j, 4])
        looked = int(derived[j, 5])
        if formula == SUM:
            read = False
            for k in range(k0, k1):
                read = read or parts[k, 5] == 0.0 or column[int(parts[k, 0])] >= 0
            if not read:
                # Nobody's parts were ever read: what is stated, or nothing, is there already.
                continue
            when = np.empty((k1 - k0, count), dtype=np.int8)
            stated_all = status[told, :count]
            total = int(derived[j, 6])
            _against_total(k0, k1, parts, stated_all, total, column, minute, rows, begin, when)
            _total(row, k0, k1, parts, stated_all, when, low, high, bits, least, most)
            continue
        if formula in (ALL_STATED, ANY_STATED, FIRST_KNOWN):
            _over_parts(formula, k0, k1, parts, count, low, high, bits, least, most)
        elif formula in (CHOICE_IS, SET_SIZE):
            _of_a_set(formula, int(parts[k0, 1]), looked, count, bits, least, most)
        elif formula in (CKD_EPI, CLEARANCE):
            _of_kidneys(formula, k0, k1, looked, parts, count, low, high, bits, least, most)
        else:
            _of_numbers(formula, k0, parts, limit, lln, uln, rows, begin, count, low, high, least)
            for b in range(count):
                most[b] = least[b] if least[b] > -np.inf else np.inf
        in_bits = formula in (ALL_STATED, ANY_STATED, CHOICE_IS) or (
            formula == FIRST_KNOWN and parts[k0, 2] != 0
        )
        for b in range(count):
            stated = status[told, b]
            # What disagrees is unknown, whatever would follow from the rest.
            if stated in (_KNOWN, _DISPUTED):
                continue
            if in_bits:
                bits[row, b] = int(least[b])
                continue
            low[row, b] = np.rint(least[b] * 1e9) / 1e9
            high[row, b] = np.rint(most[b] * 1e9) / 1e9
