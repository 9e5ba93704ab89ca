"""Lanes of a course worked out by hand: the highest grade of a day, supports, courses of a drug."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.care.patient_course import patient_course
from trephine.core.record import Reading, Record

HANDBOOK = library.handbook()
INFUSED = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def hours(after, **values):
    """Return readings so many hours after the infusion; numbers are in the observable's unit."""
    return [
        Reading(
            time=INFUSED + timedelta(hours=after),
            observable=name,
            value=Decimal(value) if type(value) is int else value,
            unit=HANDBOOK.observables[name].unit if type(value) is int else "",
        )
        for name, value in values.items()
    ]


def lanes(*readings, until=300):
    given = [*hours(0, infusion=True), *(one for part in readings for one in part)]
    record = Record(patient="made", readings=tuple(given))
    found = assess(record, INFUSED + timedelta(hours=until), HANDBOOK)
    return {one.id: one.entries for one in patient_course(record, found, HANDBOOK).lanes}


def after(entry):
    """Return how many hours after the infusion an entry begins and ends."""
    ends = None if entry.end is None else (entry.end - INFUSED) / timedelta(hours=1)
    return (entry.start - INFUSED) / timedelta(hours=1), ends


CALM = {
    "hypotension": False,
    "vasopressors": (),
    "oxygen_device": "room_air",
    "hypoxia": False,
    "fever_other_cause": False,
}


@pytest.mark.parametrize("order", [(26, 32), (32, 26)])
def test_the_grade_of_a_day_is_the_highest_of_it_whenever_it_was(order) -> None:
    worse, better = order
    found = lanes(
        hours(worse, temperature=39, **CALM | {"hypotension": True}),
        hours(better, temperature=39, **CALM),
    )["crs_grade"]
    assert [(one.low, one.high, after(one)) for one in found] == [(2, 2, (14.0, 38.0))]


def test_a_support_lasts_from_note_to_note_and_36_hours_after_the_last() -> None:
    cannula, mask = ({"oxygen_device": kind} for kind in ("nasal_cannula", "simple_mask"))
    found = lanes(
        *(hours(at, **cannula) for at in (20, 32, 44)),
        hours(50, **mask),
        hours(60, oxygen_device="room_air"),
        hours(70, **cannula),
    )["oxygen_device"]
    assert [after(one) for one in found] == [(20, 50), (50, 60), (70, 106)]
    assert found[0].count == 3
    assert found[0].text != found[1].text


def test_doses_more_than_eight_days_apart_are_two_courses() -> None:
    found = lanes(
        *(hours(at, tocilizumab=480) for at in (24, 32, 32 + 8 * 24)),
        hours(33 + 16 * 24, tocilizumab=400),
        until=600,
    )["tocilizumab"]
    assert [(one.count, after(one)) for one in found] == [(3, (24, 224)), (1, (417, None))]
    assert [one.text.en for one in found] == ["480 mg ×3", "400 mg ×1"]
