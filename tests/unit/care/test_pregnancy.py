"""A pregnancy on record excludes, whatever else is known."""

from datetime import UTC, datetime, timedelta

import pytest

from trephine.care.assess import assess
from trephine.core.record import Reading, Record
from trephine.library.handbook_of import handbook

AT = datetime.fromisoformat("2026-01-02T09:00+08:00")


@pytest.mark.parametrize(
    ("stated", "excluded"),
    [
        ([], False),
        ([("pregnant", False)], False),
        ([("pregnant", True)], True),
        ([("pregnant", True), ("pregnant", False)], False),
        ([("pregnancy_test", "positive")], True),
        ([("pregnancy_test", "negative")], False),
        ([("pregnancy_test", "positive"), ("pregnancy_test", "negative")], False),
    ],
)
def test_pregnancy_on_record_excludes(stated, excluded):
    readings = tuple(
        Reading(time=AT - timedelta(hours=20 - i), observable=name, value=value)
        for i, (name, value) in enumerate(stated)
    )
    found = assess(Record(patient="X", readings=readings), AT.astimezone(UTC), handbook())
    (rule,) = (one for d in found.decisions for one in d.fired if one.rule.id == "EXCL-01c")
    assert (rule.holds.low, rule.holds.high) == (excluded, excluded)
