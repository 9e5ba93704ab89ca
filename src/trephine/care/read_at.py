"""read_at: when a value that a decision rests on was read."""

from datetime import datetime

from trephine.care.resolve import Known
from trephine.core.observable import Use

# What these give is of the record as a whole, and no value of a moment.
_OF_EVENTS = frozenset({"count", "days_since_last", "hours_since_first", "hours_since_last"})
_OF_EVENTS |= {"months_since_last", "days_between", "hours_between", "highest", "lowest"}


def read_at(name: str, known: Known, use: Use) -> datetime | None:
    """Return when what is known of an input was read; of a computed one, its oldest part.

    None for what no reading says, for counts and spans of time, and for what a table decided. A
    value that is too old, or in conflict, has its moment too: the latest of its readings.
    """
    one = known.observables.get(name)
    if one is None or name in known.outputs:
        return None
    value = known.value(name, use)
    if value.readings:
        return max(reading.time for reading in value.readings)
    how = one.derivation
    if how is None or how.formula in _OF_EVENTS:
        return None
    parts = [read_at(part, known, use) for part in how.of]
    return min((time for time in parts if time is not None), default=None)
