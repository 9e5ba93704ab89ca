"""add_months: the same day of a later month, held to the end of a shorter one."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the day ``months`` after ``day``; the 31st becomes the last day of a shorter month.

    Always counted from the anchor: adding 1 month twice is not adding 2 (31 January gives 28 or 29
    February and 31 March).
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
