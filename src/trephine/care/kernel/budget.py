"""budget_batch: the dose budget for many patients at once, the compiled twin of ``budget``."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit
from trephine.core.dose import BudgetRule
from trephine.core.error import MethodError
from trephine.core.text import Text

# Microseconds, the grain of datetime: hours in binary would make 16.1 - 8.1 less than 8.
_GRAIN = 3_600_000_000.0


@jit
def _batch(
    starts: NDArray[np.float64],
    at: NDArray[np.float64],
    total: int,
    room: int,
    window: float,
    interval: float,
    grain: float,
    allowed: NDArray[np.bool_],
    earliest: NDArray[np.float64],
) -> None:
    for patient in range(starts.shape[0]):
        now = np.rint(at[patient] * grain)
        count = 0
        inside = 0
        last = -np.inf
        for dose in range(starts.shape[1]):
            start = np.rint(starts[patient, dose] * grain)
            if np.isnan(start):
                continue
            count += 1
            inside += start > now - window
            last = max(last, start)
        allowed[patient] = count < total and inside < room and now - last >= interval
        if count >= total:
            earliest[patient] = np.nan
            continue
        moment = max(now, last + interval)
        if count >= room:
            # The room-th latest start leaves the window: found by counting, the lists are short.
            for dose in range(starts.shape[1]):
                start = np.rint(starts[patient, dose] * grain)
                later = 0
                for other in range(starts.shape[1]):
                    later += np.rint(starts[patient, other] * grain) >= start
                if later >= room:
                    moment = max(moment, start + window)
        earliest[patient] = moment / grain


def budget_batch(
    starts: NDArray[np.float64], at: NDArray[np.float64], rule: BudgetRule
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return for each patient whether a dose at ``at`` is allowed, and the earliest moment.

    ``starts`` has a row a patient, in hours from any origin, NaN where there is no dose (never
    "time not known": that is for ``budget``); ``at`` one moment a patient, in hours from the same
    origin, no dose after it. The earliest moment is in hours, NaN where none ever comes. Times are
    taken to the microsecond. Only for rules that count from the start. Raises MethodError.
    """
    if rule.counted_from != "start":
        raise MethodError(
            what=Text(
                zh="批量计算只从开始算起", en="the batch counts from the start of a dose only"
            ),
            where=rule.id,
            found=rule.counted_from,
            do=Text(zh="改用 budget", en="use budget instead"),
        )
    starts = np.ascontiguousarray(starts, dtype=np.float64)
    at = np.ascontiguousarray(at, dtype=np.float64)
    allowed = np.empty(len(at), dtype=np.bool_)
    earliest = np.empty(len(at), dtype=np.float64)
    _batch(
        starts,
        at,
        int(rule.total.value),
        int(rule.in_window.value),
        float(rule.window.value) * _GRAIN,
        float(rule.interval.value) * _GRAIN,
        _GRAIN,
        allowed,
        earliest,
    )
    return allowed, earliest
