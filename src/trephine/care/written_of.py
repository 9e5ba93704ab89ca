"""written_of: a reading as it is written into the journal, so that it reads back the same."""

from datetime import datetime

from trephine.core.record import Reading
from trephine.core.record_event import WrittenReading


def written_of(reading: Reading) -> WrittenReading:
    """Return what was written. A number with its laboratory's limits goes in the canonical unit.

    Raises ValueError for a reading whose unit is not known: there is nothing to read back.
    """
    value, unit = reading.value, ""
    if value is None:
        raise ValueError(reading.observable)
    if isinstance(value, datetime):
        value = value.isoformat()
    elif not isinstance(value, bool | str | tuple):
        limited = reading.low is not None or reading.high is not None
        canonical = limited or not reading.entered
        unit = reading.unit if canonical else reading.entered_unit
        value = str(value) if canonical else reading.entered
    return WrittenReading(
        time=reading.time,
        observable=reading.observable,
        value=value,
        unit=unit,
        origin=reading.origin,
        recorded=reading.known_from,
        low=None if reading.low is None else str(reading.low),
        high=None if reading.high is None else str(reading.high),
        day_only=reading.day_only,
        withdrawn=reading.withdrawn,
    )
