"""dose_span: the moments at which a dose can have started and ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from trephine.care.sound import not_after, sound_moment
from trephine.core.dose import GivenDose
from trephine.core.error import InputError
from trephine.core.text import Text

# Before anything a record can hold; with room below it for a window to be subtracted.
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSpan:
    """A dose that started somewhere from ``low`` to ``high`` and ended from ``end_low`` on."""

    dose: GivenDose
    low: datetime
    high: datetime
    end_low: datetime
    end_high: datetime


def dose_span(dose: GivenDose, at: datetime) -> DoseSpan:
    """Return when ``dose`` can have started and ended, seen from ``at``.

    A start that is not known lies anywhere up to ``at``; one known to the day anywhere in that day
    of its zone, up to ``at``; an end that is not known anywhere from the start to ``at``. Raises
    InputError for times without zone, after ``at``, or in the wrong order.
    """
    low, high = LONG_AGO, at
    if dose.start is not None:
        low = sound_moment(dose.start, f"{dose.drug}: start")
        high = low
        if dose.day_only:
            low = datetime.combine(low.date(), time(), tzinfo=low.tzinfo)
            high = low + timedelta(days=1) - timedelta(microseconds=1)
        not_after(low, at, f"{dose.drug}: start")
        high = min(high, at)
    if dose.end is None:
        return DoseSpan(dose=dose, low=low, high=high, end_low=low, end_high=at)
    end = sound_moment(dose.end, f"{dose.drug}: end")
    if dose.start is not None and end < low:
        raise InputError(
            what=Text(zh="结束早于开始", en="it ends before it starts"),
            where=dose.drug,
            found=f"{low.isoformat()}, {end.isoformat()}",
            do=Text(zh="核对两个时刻", en="check the two times"),
        )
    return DoseSpan(dose=dose, low=low, high=min(high, end), end_low=end, end_high=max(end, low))
