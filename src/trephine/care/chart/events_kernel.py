"""The compiled loop over when things took place: counts, times since, ages, days until."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit

COUNT, DAYS_SINCE_LAST, HOURS_SINCE_FIRST, HOURS_SINCE_LAST, MONTHS_SINCE_LAST = range(5)
RECORDED, AGE, DAYS_UNTIL = range(5, 8)
_NEVER = -(1 << 40)
# Windows are shorter than this many minutes, or there is none.
_LONG = 1e14
_FEBRUARY = 2
_SHORT_MONTHS = (4, 6, 9, 11)
_OCTOBER = 10


@jit
def _date_of(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the month of a day counted from 1970-01-01."""
    # Years of 400 repeat exactly: 146,097 days each; they begin in March, after any leap day.
    shifted = day + 719_468
    era = shifted // 146_097
    inside = shifted - era * 146_097
    year = (inside - inside // 1_460 + inside // 36_524 - inside // 146_096) // 365
    in_year = inside - (365 * year + year // 4 - year // 100)
    month = (5 * in_year + 2) // 153
    of_month = in_year - (153 * month + 2) // 5 + 1
    return year + era * 400 + (1 if month >= _OCTOBER else 0), (month + 2) % 12 + 1, of_month


@jit
def _months_between(then: int, now: int) -> int:
    """Return completed calendar months between two days; the last day of a month ends it."""
    y1, m1, d1 = _date_of(now)
    y0, m0, d0 = _date_of(then)
    length = 31
    if m1 == _FEBRUARY:
        length = 29 if (y1 % 4 == 0 and y1 % 100 != 0) or y1 % 400 == 0 else 28
    elif m1 in {4, 6, 9, 11}:
        length = 30
    return (y1 - y0) * 12 + m1 - m0 - (1 if d1 < min(d0, length) else 0)


@jit
def _hours_of(minutes: int) -> float:
    """Return minutes as hours to nine decimals, from whole numbers alone."""
    return ((minutes * 100_000_000 + 3) // 6) / 1e9


@jit
def _of_moments(
    formula: int,
    row: int,
    at: NDArray[np.int64],
    begin: int,
    midnight: int,
    day: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    found: NDArray[np.float64],
) -> None:
    """Fill completed years since a moment, or days until it; NaN where it is not known."""
    for b in range(len(found)):
        found[b] = np.nan
        if low[row, b] != high[row, b]:
            continue
        today = (midnight + at[begin + b]) // 1440 + day
        then = (midnight + int(low[row, b])) // 1440 + day
        if formula == DAYS_UNTIL:
            found[b] = float(then - today)
        else:
            y1, m1, d1 = _date_of(today)
            y0, m0, d0 = _date_of(then)
            found[b] = float(y1 - y0 - (1 if m1 < m0 or (m1 == m0 and d1 < d0) else 0))


@jit
def _bounds(
    formula: int,
    window: float,
    anchor: int,
    offset: NDArray[np.int64],
    room: NDArray[np.int64],
    filled: NDArray[np.int32],
    minutes: NDArray[np.int32],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    begin: int,
    bound: NDArray[np.int64],
) -> None:
    """Fill the minute from which on something counts; ``anchor`` is the row of a log, or -1."""
    for b in range(len(bound)):
        now = at[begin + b]
        bound[b] = _NEVER
        if window < _LONG:
            # A count is of less than the window, a time since of no more than it.
            back = np.floor(now - window) + 1 if formula == COUNT else np.ceil(now - window)
            bound[b] = int(back)
        if anchor >= 0:
            r = rows[begin + b]
            if filled[anchor, r] > 0:
                place = (filled[anchor, r] - 1) & (room[anchor] - 1)
                last = minutes[offset[anchor] + np.int64(place) * filled.shape[1] + r]
                bound[b] = max(bound[b], np.int64(last))


@jit
def _look_back(
    counted: int,
    first: int,
    room: int,
    filled: NDArray[np.int32],
    minutes: NDArray[np.int32],
    rows: NDArray[np.int64],
    begin: int,
    bound: NDArray[np.int64],
    happened: NDArray[np.bool_],
    latest: NDArray[np.int64],
    earliest: NDArray[np.int64],
    number: NDArray[np.int64],
) -> None:
    """Add what the log of one observable says: whether, when last, and from the bound on, since."""
    n = len(filled)
    for b in range(len(bound)):
        r = rows[begin + b]
        count = np.int64(filled[r])
        if count == 0:
            continue
        happened[b] = True
        mine = first + r
        last = np.int64(minutes[mine + ((count - 1) & (room - 1)) * n])
        if last < bound[b]:
            continue
        latest[b] = max(latest[b], last)
        if counted:
            low = count - room if count > room else np.int64(0)
            high = count - np.int64(1)
            while low < high:
                half = (low + high) // 2
                if minutes[mine + (half & (room - 1)) * n] < bound[b]:
                    low = half + 1
                else:
                    high = half
            number[b] += count - low
            earliest[b] = min(earliest[b], np.int64(minutes[mine + (low & (room - 1)) * n]))


@jit
def _of_events(
    formula: int,
    midnight: int,
    day: int,
    at: NDArray[np.int64],
    begin: int,
    happened: NDArray[np.bool_],
    denied: NDArray[np.bool_],
    latest: NDArray[np.int64],
    earliest: NDArray[np.int64],
    number: NDArray[np.int64],
    found: NDArray[np.float64],
) -> None:
    """Fill a formula over events: NaN where it is not known; of ``recorded`` the bits of a truth.

    Stated never to have happened, it is as long ago as can be.
    """
    # Most patients of a trial are asked on one day, and were infused on one.
    day_before, then_before, months = _NEVER, _NEVER, 0
    for b in range(len(found)):
        now = at[begin + b]
        x = np.nan
        if formula == COUNT:
            x = float(number[b])
        elif formula == RECORDED:
            x = 2.0 if happened[b] else 1.0
        elif not happened[b]:
            x = np.inf if denied[b] else np.nan
        elif latest[b] > _NEVER:
            if formula == HOURS_SINCE_FIRST:
                x = _hours_of(now - earliest[b])
            elif formula == HOURS_SINCE_LAST:
                x = _hours_of(now - latest[b])
            else:
                today = (midnight + now) // 1440 + day
                then = (midnight + latest[b]) // 1440 + day
                if formula == MONTHS_SINCE_LAST and (today != day_before or then != then_before):
                    day_before, then_before = today, then
                    months = _months_between(then, today)
                x = float(months if formula == MONTHS_SINCE_LAST else today - then)
        found[b] = x


@jit
def derive_moments(
    steps: NDArray[np.float64],
    takers: NDArray[np.int64],
    parts: NDArray[np.float64],
    column: NDArray[np.int64],
    state: NDArray[np.int8],
    log: NDArray[np.int64],
    offset: NDArray[np.int64],
    room: NDArray[np.int64],
    filled: NDArray[np.int32],
    minutes: NDArray[np.int32],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    begin: int,
    end: int,
    midnight: int,
    day: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    bits: NDArray[np.int64],
    status: NDArray[np.int8],
) -> None:
    """Fill the rows of slots computed from moments, for patients ``begin`` to ``end``.

    Each step is worked out once and given to its ``takers`` (step, row, row of the status): the
    same input for several uses. A stated value goes first. ``midnight`` is how many minutes into
    its day minute 0 lies, ``day`` that day from 1970-01-01.
    """
    width = end - begin
    found = np.empty(width)
    bound = np.empty(width, dtype=np.int64)
    latest = np.empty(width, dtype=np.int64)
    earliest = np.empty(width, dtype=np.int64)
    number = np.empty(width, dtype=np.int64)
    happened = np.empty(width, dtype=np.bool_)
    denied = np.empty(width, dtype=np.bool_)
    taker = 0
    for j in range(len(steps)):
        formula = int(steps[j, 0])
        k0, k1 = int(steps[j, 1]), int(steps[j, 2])
        if formula in (AGE, DAYS_UNTIL):
            _of_moments(formula, int(parts[k0, 1]), at, begin, midnight, day, low, high, found)
        else:
            anchor = int(steps[j, 4])
            anchor = log[anchor] if anchor >= 0 else -1
            _bounds(
                formula, steps[j, 3], anchor, offset, room, filled, minutes, rows, at, begin, bound
            )
            latest[:] = _NEVER
            earliest[:] = -_NEVER
            number[:] = 0
            happened[:] = False
            denied[:] = True
            counted = formula in (COUNT, HOURS_SINCE_FIRST)
            for k in range(k0, k1):
                g = log[int(parts[k, 0])]
                col = column[int(parts[k, 0])]
                if g >= 0:
                    _look_back(
                        int(counted), offset[g], room[g], filled[g], minutes, rows, begin, bound,
                        happened, latest, earliest, number,
                    )  # fmt: skip
                if formula in (COUNT, RECORDED):
                    continue
                for b in range(width):
                    denied[b] = denied[b] and col >= 0 and (state[col, rows[begin + b]] & 2) != 0
            _of_events(
                formula, midnight, day, at, begin, happened, denied, latest, earliest, number, found
            )
        while taker < len(takers) and takers[taker, 0] == j:
            row, told = takers[taker, 1], takers[taker, 2]
            taker += 1
            for b in range(width):
                # Stated, or stated twice over at one moment and therefore unknown.
                if status[told, b] & 1:
                    continue
                if formula == RECORDED:
                    bits[row, b] = int(found[b])
                else:
                    low[row, b] = found[b] if found[b] == found[b] else -np.inf
                    high[row, b] = found[b] if found[b] == found[b] else np.inf
