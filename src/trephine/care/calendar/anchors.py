"""anchors: the events from which a schedule counts, as a record shows them."""

from datetime import datetime

from trephine.care.sound import sound_moment
from trephine.core.calendar import Schedule
from trephine.core.record import Record


def anchors(record: Record, schedule: Schedule, at: datetime) -> dict[str, datetime]:
    """Return the latest time of every event that ``schedule`` counts from, as known at ``at``.

    An event that is not on record is not in the answer. Raises InputError for a time without zone.
    """
    sound_moment(at, "at")
    names = {one.anchor for one in schedule.visits} | {one.anchor for one in schedule.repeats}
    names |= {name for one in schedule.clocks for name in (one.start, one.least_from) if name}
    own = [one for one in record if one.observable in names]
    for one in own:
        sound_moment(one.time, f"{record.patient}, line {one.line}: {one.observable}")
    seen = [one for one in own if one.known_from <= at]
    gone = {(one.observable, one.time) for one in seen if one.withdrawn}
    found: dict[str, datetime] = {}
    for one in sorted(seen, key=lambda reading: reading.time):
        if not one.withdrawn and one.value is not False and (one.observable, one.time) not in gone:
            found[one.observable] = one.time
    return found
