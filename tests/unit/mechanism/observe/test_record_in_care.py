"""A simulated record is a patient's record for `care`: assessed, graded, judged, written, read."""

from datetime import timedelta

import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.care.course import response_at
from trephine.care.read_record import read_record
from trephine.interop.write_record import write_record

HANDBOOK = library.handbook()


def grade(record, at, table):
    for one in assess(record, at, HANDBOOK).decisions:
        if one.table.id == table and one.in_force:
            return one
    raise AssertionError(table)


@pytest.mark.parametrize("row", range(4))
def test_assessed_day_by_day(observed, row):
    record = observed.records[row]
    infusion = next(r.time for r in record.readings if r.observable == "infusion")
    worst = {"crs-grade": 0, "icans-grade": 0}
    for day in range(15):
        told = assess(record, infusion + timedelta(days=day, hours=1), HANDBOOK)
        assert not told.conflicts
        for one in told.decisions:
            if one.table.id in worst and one.in_force:
                assert one.status == "decided", (day, one.table.id, one.missing)
                worst[one.table.id] = max(worst[one.table.id], int(one.value.high))
    expected = {0: (1, 0), 1: (1, 0), 2: (2, 1), 3: (3, 3)}[row]
    assert worst["crs-grade"] >= expected[0]
    assert worst["icans-grade"] >= expected[1]
    if row == 0:
        assert worst == {"crs-grade": 1, "icans-grade": 0}


def test_response_is_judged(observed):
    record = observed.records[0]
    infusion = next(r.time for r in record.readings if r.observable == "infusion")
    course = response_at(record, infusion + timedelta(days=65), HANDBOOK)
    assert course is not None
    assert course.disease.kind != "unknown"
    assert course.disease.involved == "lambda"
    assert course.visits[-1].level in {"MR", "PR", "VGPR", "CR", "sCR"}


def test_written_and_read_again(observed):
    for record in observed.records:
        again = read_record(write_record(record), HANDBOOK.observables)
        assert again.patient == record.patient
        assert len(again.readings) == len(record.readings)
        for one, other in zip(record.readings, again.readings, strict=True):
            same = ("time", "observable", "value", "unit", "origin", "low", "high")
            assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]


def test_fever_without_infection_is_crs_alone(observed):
    told = {"infection_site", "pathogen", "infection_controlled", "blood_culture"}
    for record, mine in zip(observed.records, observed.infections, strict=True):
        found = {r.observable for r in record.readings} & told - {"infection_controlled"}
        if not mine:
            assert not found
            assert not any(r.value for r in record.readings if r.observable == "active_infection")
        else:
            assert "infection_site" in found
