"""due_days: the fixed visits for many patients at once, the compiled twin of ``due_day``."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit
from trephine.core.calendar import Schedule

# Days are counted from 1970-01-01, as NumPy's datetime64[D] counts them.
_EPOCH = date(1970, 1, 1).toordinal()
# From 1 March of the year 0 (proleptic) to the epoch: leap days then fall at the end of a year.
_MARCH_0 = 719_468


@jit
def _due(
    days: NDArray[np.int64],
    in_months: NDArray[np.bool_],
    counts: NDArray[np.int64],
    march_0: int,
    due: NDArray[np.int64],
) -> None:
    for patient in range(days.shape[0]):
        # Years of 400 repeat exactly: 146,097 days each.
        shifted = days[patient] + march_0
        era = shifted // 146_097
        inside = shifted - era * 146_097
        year = (inside - inside // 1_460 + inside // 36_524 - inside // 146_096) // 365
        in_year = inside - (365 * year + year // 4 - year // 100)
        month = (5 * in_year + 2) // 153
        day = in_year - (153 * month + 2) // 5
        # Months counted from March of the year 0.
        first = (year + era * 400) * 12 + month
        for visit in range(counts.shape[0]):
            if not in_months[visit]:
                due[patient, visit] = days[patient] + counts[visit]
                continue
            count = first + counts[visit]
            y = count // 12
            m = count - y * 12
            begin = 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5
            # The last day of the month is the one before the next begins.
            y = (count + 1) // 12
            m = count + 1 - y * 12
            after = 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5
            due[patient, visit] = begin - march_0 + min(day, after - begin - 1)


def due_days(infusions: NDArray[np.int64], schedule: Schedule) -> NDArray[np.int64]:
    """Return the day on which each visit is due: a row a patient, a column a visit in its order.

    ``infusions`` are the days of the visits' anchor, in days since 1970-01-01; so is the answer.
    The calendar is the proleptic Gregorian one, as in ``datetime``. Conditions of visits are not
    looked at.
    """
    infusions = np.ascontiguousarray(infusions, dtype=np.int64)
    in_months = np.array([one.months is not None for one in schedule.visits], dtype=np.bool_)
    counts = np.array(
        [one.days if one.months is None else one.months for one in schedule.visits], dtype=np.int64
    )
    due = np.empty((len(infusions), len(counts)), dtype=np.int64)
    _due(infusions, in_months, counts, _MARCH_0, due)
    return due


def day_number(day: date) -> int:
    """Return the number of a day as ``due_days`` takes it."""
    return day.toordinal() - _EPOCH
