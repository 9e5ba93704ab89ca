"""Compiled loops over the doses of a block's patients: one more put in, and how many were had."""

import numba
import numpy as np

from trephine.mechanism.kernel.places import FRESH, OVER, PENDING, REWIND


@numba.njit(cache=True, nogil=True)  # pragma: no cover
def put_in(
    rows: np.ndarray,
    when: float,
    moment: float,
    target: int,
    given: np.ndarray,
    doses: tuple[np.ndarray, np.ndarray, np.ndarray],
    counted: tuple[np.ndarray, ...],
    records: tuple[np.ndarray, ...],
) -> None:
    """Put a dose at ``when`` into ``rows``, after those of the same time, as decided at ``moment``.

    ``doses`` are times, targets and amounts (patients, doses), rising and padded with infinity: the
    last of a row is lost, so that there has to be room. ``counted`` are the next dose, the steps
    and the rejected ones, and those three as of the step laid aside; ``records`` the record's
    state and time, the first new dose, the time of the old one in its place, and how far is seen.
    """
    times, targets, amounts = doses
    next_dose, steps, rejected, counts = counted
    record_state, record_at, old_next, old_stop, seen_to = records
    width = times.shape[1]
    for i in rows:
        new = record_state[i] == PENDING
        if new:
            next_dose[i], steps[i], rejected[i] = counts[i, 0], counts[i, 1], counts[i, 2]
        at = 0
        while at < width and times[i, at] <= when:
            at += 1
        at = max(next_dose[i], at)
        if new or at < old_next[i]:
            old_next[i] = at
            old_stop[i] = times[i, at]
        for j in range(width - 1, at, -1):
            times[i, j] = times[i, j - 1]
            targets[i, j] = targets[i, j - 1]
            amounts[i, j] = amounts[i, j - 1]
        times[i, at], targets[i, at], amounts[i, at] = when, target, given[i]
        if record_state[i] != FRESH:
            record_state[i] = REWIND
        record_at[i] = moment
        seen_to[i] = 0


@numba.njit(cache=True, nogil=True)  # pragma: no cover
def had_until(
    rows: np.ndarray,
    moment: float,
    times: np.ndarray,
    next_dose: np.ndarray,
    status: np.ndarray,
    record_state: np.ndarray,
    record_at: np.ndarray,
    old_next: np.ndarray,
) -> np.ndarray:
    """Return how many doses each of ``rows`` had up to ``moment``, those just decided left out."""
    found = np.empty(len(rows), dtype=np.int64)
    for k in range(len(rows)):
        i = rows[k]
        due = np.int64(0)
        while due < times.shape[1] and times[i, due] <= moment:
            due += 1
        if record_state[i] == OVER or status[i] != 0:
            due = min(due, next_dose[i])
        elif record_state[i] == REWIND and record_at[i] == moment:
            due = min(due, old_next[i])
        found[k] = due
    return found
