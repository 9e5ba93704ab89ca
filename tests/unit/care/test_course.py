"""The calendar of a record: from the infusion on, until a death is on record."""

from datetime import UTC, datetime

from trephine.care.assess import assess
from trephine.core.record import Reading, Record
from trephine.library import handbook

AT = datetime(2026, 3, 20, 8, tzinfo=UTC)
INFUSION = Reading(time=datetime(2026, 3, 1, 8, tzinfo=UTC), observable="infusion", value=True)
DEATH = Reading(time=datetime(2026, 3, 18, 8, tzinfo=UTC), observable="death", value=True)


def assessed(*readings):
    return assess(Record(patient="p", readings=readings), AT, handbook())


def test_the_calendar_begins_with_the_infusion_and_ends_with_a_death():
    assert assessed().calendar == ()
    assert assessed(INFUSION).calendar
    assert assessed(INFUSION, DEATH).calendar == ()


def test_nothing_surely_follows_for_the_dead():
    assert not [one for one in assessed(INFUSION, DEATH).proposals if one.sure]
    assert not [one for one in assessed(INFUSION, DEATH).timers if one.sure]
