"""The compiled loop that writes readings of one observable for many patients."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.encode import DOSE, EVENT, NUMBER, TRUTH
from trephine.care.kernel.mode import jit

DONE, FULL, EARLY, INFINITE = range(4)
# What a column says of a patient: nothing, one value, values of one moment that disagree.
NOTHING, STATED, DISAGREE = 0, 1, 2
# Of an event or a dose, as bits: it happened; it was stated not to have happened.
HAPPENED, DENIED = 1, 2


@jit
def check(
    rows: NDArray[np.int64],
    minutes: NDArray[np.int64],
    values: NDArray[np.float64],
    least: float,
    kind: int,
    rising: int,
    state: NDArray[np.int8],
    minute: NDArray[np.int32],
) -> tuple[int, int]:
    """Return what stands against writing, and at which entry: readings come in rising minutes.

    ``minutes`` has one entry, or one a row; ``rising``: none of them lies before any reading.
    """
    for i in range(len(rows)):
        if np.isinf(values[i]) and values[i] >= least and kind != DOSE:
            return INFINITE, i
    step = 1 if len(minutes) > 1 else 0
    for i in range(0 if rising else len(rows)):
        if values[i] >= least and state[rows[i]] != NOTHING and minutes[i * step] < minute[rows[i]]:
            return EARLY, i
    return DONE, 0


@jit
def write(
    first: int,
    rows: NDArray[np.int64],
    minutes: NDArray[np.int64],
    values: NDArray[np.float64],
    least: float,
    kind: int,
    top: float,
    bottom: float,
    value: NDArray[np.float64],
    minute: NDArray[np.int32],
    state: NDArray[np.int8],
    latest: NDArray[np.int64],
    limited: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    lln: NDArray[np.float64],
    uln: NDArray[np.float64],
    logged: int,
    offset: int,
    room: int,
    window: float,
    filled: NDArray[np.int32],
    log_minute: NDArray[np.int32],
    log_value: NDArray[np.float64],
) -> tuple[int, int]:
    """Write entries from ``first`` on; return FULL and the entry at which the log has no room.

    ``value``, ``minute``, ``state``, ``lln``, ``uln`` and ``filled`` are the observable's rows over
    patients, ``log_minute`` and ``log_value`` the pool of all logs, in which this one has ``room``
    places (a power of two) for every patient, from ``offset`` on: first the first place of each of
    the patients. An entry of the log may be overwritten once it lies more than ``window`` minutes
    back. ``minutes``, ``low`` and ``high`` have one entry for all, or one a row.
    """
    n = len(filled)
    step = 1 if len(minutes) > 1 else 0
    limit_step = 1 if len(low) > 1 else 0
    for i in range(first, len(rows)):
        x = values[i]
        if not x >= least:
            continue
        r = rows[i]
        m = minutes[i * step]
        if kind == NUMBER or (kind == DOSE and x >= 0.0 and not np.isinf(x)):
            # To divide by one takes as long as by any other number.
            x = np.rint(x * bottom if top == 1.0 else x * bottom / top) * top / bottom
        same = state[r] != NOTHING and m == minute[r]
        # A statement that something did not happen is no happening to be counted.
        if logged and not (kind in (TRUTH, EVENT) and x == 0.0) and not (kind == DOSE and x < 0.0):
            begin = offset + r
            known = False
            j = filled[r] - 1
            while (
                j >= 0 and j >= filled[r] - room and log_minute[begin + (j & (room - 1)) * n] == m
            ):
                known = known or log_value[begin + (j & (room - 1)) * n] == x
                j -= 1
            if not known:
                place = begin + np.int64(filled[r] & (room - 1)) * n
                if filled[r] >= room and log_minute[place] >= m - window:
                    return FULL, i
                log_minute[place] = m
                log_value[place] = x
                filled[r] += 1
        if kind in (EVENT, DOSE):
            happened = x > 0.0 or (kind == DOSE and x == 0.0)
            state[r] |= HAPPENED if happened else DENIED
            minute[r] = m
        elif not same:
            state[r] = STATED
            minute[r] = m
            value[r] = x
            if limited:
                lln[r] = low[i * limit_step]
                uln[r] = high[i * limit_step]
        elif x != value[r]:
            state[r] = DISAGREE
        elif limited:
            # Limits of one result that disagree are marked, and leave its ratio unknown.
            if np.isnan(lln[r]):
                lln[r] = low[i * limit_step]
            elif not np.isnan(low[i * limit_step]) and low[i * limit_step] != lln[r]:
                lln[r] = -1.0
            if np.isnan(uln[r]):
                uln[r] = high[i * limit_step]
            elif not np.isnan(high[i * limit_step]) and high[i * limit_step] != uln[r]:
                uln[r] = -1.0
        latest[r] = max(latest[r], m)
    return DONE, 0


@jit
def write_many(
    at: int,
    first: int,
    rows: NDArray[np.int64],
    moment: NDArray[np.int64],
    values: NDArray[np.float64],
    places: NDArray[np.int64],
    kinds: NDArray[np.int64],
    sizes: NDArray[np.float64],
    column: NDArray[np.int64],
    limit: NDArray[np.int64],
    log: NDArray[np.int64],
    value: NDArray[np.float64],
    minute: NDArray[np.int32],
    state: NDArray[np.int8],
    newest: NDArray[np.int64],
    latest: NDArray[np.int64],
    lln: NDArray[np.float64],
    uln: NDArray[np.float64],
    offset: NDArray[np.int64],
    room: NDArray[np.int64],
    filled: NDArray[np.int32],
    log_minute: NDArray[np.int32],
    log_value: NDArray[np.float64],
) -> tuple[int, int, int]:
    """Write what several observables were at one ``moment`` ``[1]``, from the one ``at`` on.

    Observable k of ``places`` has the readings ``values[k]``, and in ``sizes`` its least value, top
    and bottom, its laboratory's limits, and the window of its log. ``column``, ``limit``, ``log``
    give each place its rows of the arrays, -1 none. Returns as ``check`` and ``write`` do, and at
    which observable: those before it are written, and of it the entries before that one.
    """
    nothing = np.zeros(0, dtype=np.int32)
    for k in range(at, len(places)):
        place = places[k]
        least, top, bottom = sizes[k, 0], sizes[k, 1], sizes[k, 2]
        c, limited, logged = column[place], limit[place] >= 0, log[place] >= 0
        if k > at or first == 0:
            rising = 1 if moment[0] >= newest[place] else 0
            wrong, i = check(
                rows, moment, values[k], least, kinds[k], rising, state[c], minute[c]
            )  # fmt: skip
            if wrong != DONE:
                return wrong, k, i
            newest[place] = max(newest[place], moment[0])
        mine, own = max(limit[place], 0), max(log[place], 0)
        done, i = write(
            first if k == at else 0, rows, moment, values[k], least, kinds[k], top, bottom,
            value[c], minute[c], state[c], latest, 1 if limited else 0,
            sizes[k, 3:4], sizes[k, 4:5], lln[mine], uln[mine], 1 if logged else 0,
            offset[own] if logged else 0, room[own] if logged else 1, sizes[k, 5],
            filled[own] if logged else nothing, log_minute, log_value,
        )  # fmt: skip
        if done != DONE:
            return done, k, i
    return DONE, len(places), 0
