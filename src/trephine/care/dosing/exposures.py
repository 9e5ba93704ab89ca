"""exposures: when a record last shows each of several drugs."""

from collections.abc import Iterable
from datetime import datetime

from trephine.care.sound import sound_moment
from trephine.core.record import Reading, Record
from trephine.core.washout import Exposure


def exposures(record: Record, drugs: Iterable[str], at: datetime) -> tuple[Exposure, ...]:
    """Return the last time that each of ``drugs`` was given, as known at ``at``.

    A drug without a reading, or one stated never to have been given, gives no exposure: what is not
    on record is not known, and the caller has to ask. Given by day only, it is a day. Raises
    InputError for a time without zone.
    """
    sound_moment(at, "at")
    found = []
    for drug in drugs:
        own = [one for one in record if one.observable == drug]
        for one in own:
            sound_moment(one.time, f"{record.patient}, line {one.line}: {drug}")
        seen = [one for one in own if one.known_from <= at]
        gone = {(one.time, one.value) for one in seen if one.withdrawn}
        kept = [
            one
            for one in seen
            if not one.withdrawn and one.value is not False and (one.time, one.value) not in gone
        ]
        if kept:
            last = max(kept, key=_moment)
            found.append(Exposure(drug=drug, last=last.time.date() if last.day_only else last.time))
    return tuple(found)


def _moment(reading: Reading) -> tuple[datetime, bool]:
    """Return what sorts readings: by time, at one time the one whose hour is not known last."""
    return reading.time, reading.day_only
