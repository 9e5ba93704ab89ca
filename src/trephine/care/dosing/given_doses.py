"""given_doses: the doses that a record shows at a moment."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from trephine.care.sound import sound_moment
from trephine.core.dose import GivenDose
from trephine.core.record import Reading, Record


def given_doses(record: Record, drugs: Collection[str], at: datetime) -> tuple[GivenDose, ...]:
    """Return the doses of ``drugs`` that were known at ``at``, in order of time.

    A reading that says the drug was never given is no dose; one that was withdrawn by ``at`` is
    gone; one written down twice is one dose. When a dose ended is not in a record. Raises
    InputError where a time has no zone.
    """
    sound_moment(at, "at")
    named = [one for one in record if one.observable in drugs]
    for reading in named:
        sound_moment(reading.time, f"{record.patient}, line {reading.line}: {reading.observable}")
    seen = [one for one in named if one.known_from <= at]
    gone = {_key(one) for one in seen if one.withdrawn}
    kept = {
        _key(one): one
        for one in seen
        if not one.withdrawn and _key(one) not in gone and one.value is not False
    }
    found = [
        GivenDose(
            drug=one.observable,
            start=one.time,
            amount=one.value if isinstance(one.value, Decimal) else None,
            unit=one.unit,
            day_only=one.day_only,
        )
        for one in kept.values()
    ]
    return tuple(sorted(found, key=lambda dose: (dose.start, dose.drug)))


def _key(reading: Reading) -> tuple[object, ...]:
    return reading.observable, reading.time, reading.value
