"""Requirements in three states, on any day: unknown is never met, and no day foretells a value."""

from datetime import datetime, timedelta

import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.care.candidacy.if_collected import if_collected
from trephine.care.candidacy.requirements import requirements, standing
from trephine.care.candidacy.waiting import waiting
from trephine.care.enter import enter
from trephine.care.read_record import read_record
from trephine.care.resolve import Known
from trephine.core.error import InputError
from trephine.core.record import Record
from trephine.library.demo_course import demo_record

AT = datetime.fromisoformat("2025-09-12T08:30+08:00")


@pytest.fixture(scope="module")
def record() -> Record:
    name = "eligibility-washout"
    return read_record(demo_record(name), library.observables(), name=name)


def states(record: Record, at: datetime = AT) -> dict[str, str]:
    return {one.rule.id: one.state for one in requirements(assess(record, at, library.handbook()))}


def on(record: Record, day: str) -> Record:
    return if_collected(record, AT, datetime.fromisoformat(day), library.handbook())


def test_nothing_known_is_nothing_met() -> None:
    found = requirements(assess(Record(patient="P-1"), AT, library.handbook()))
    assert {one.stage for one in found} == {"treatment", "collection", "infusion"}
    assert {one.state for one in found} == {"unknown"}
    assert all(one.missing for one in found), "what is unknown says what is missing"
    assert standing(found) == "open"


def test_a_man_need_not_be_said_not_to_be_pregnant() -> None:
    male = enter(library.observables()["sex"], "male", "", AT, where="test")
    found = states(Record(patient="P-1", readings=(male,)))
    assert found["EXCL-01"] == found["EXCL-01c"] == "met"
    female = enter(library.observables()["sex"], "female", "", AT, where="test")
    found = states(Record(patient="P-1", readings=(female,)))
    assert found["EXCL-01"] == found["EXCL-01c"] == "unknown"


def test_exclusions_are_met_where_they_surely_do_not_hold(record: Record) -> None:
    due = requirements(assess(record, AT, library.handbook()))
    found = {one.rule.id: one for one in due}
    assert found["EXCL-04"].exclusion
    assert found["EXCL-04"].state == "met"
    assert found["ELIG-02"].state == "not met"
    assert not found["ELIG-02"].absolute
    assert found["EXCL-03"].state == "unknown"
    assert found["EXCL-03"].absolute
    assert standing(due) == "not met"
    assert standing(one for one in due if one.stage == "treatment" and one.exclusion) == "open"


def test_an_exclusion_that_holds_goes_before_all(record: Record) -> None:
    ill = library.observables()["mental_illness_precludes"]
    worse = record.appended(enter(ill, True, "", AT, where="test"))
    due = requirements(assess(worse, AT, library.handbook()))
    assert next(one.state for one in due if one.rule.id == "EXCL-04") == "not met"
    assert standing(due) == "against"


def test_another_day_keeps_what_this_one_does_not(record: Record) -> None:
    assert states(record)["WASH-05"] == "not met"
    day = "2025-09-20T09:00+08:00"
    assert states(on(record, day), datetime.fromisoformat(day))["WASH-05"] == "met"
    eve = "2025-09-19T23:59+08:00"
    assert states(on(record, eve), datetime.fromisoformat(eve))["WASH-05"] == "not met"


def test_results_that_will_be_too_old_are_missing_on_that_day(record: Record) -> None:
    assert states(record)["APH-01"] == "met"
    day = datetime.fromisoformat("2025-10-20T09:00+08:00")
    due = requirements(
        assess(if_collected(record, AT, day, library.handbook()), day, library.handbook())
    )
    found = next(one for one in due if one.rule.id == "APH-01")
    assert found.state == "unknown"
    assert ("hemoglobin", "stale") in {(one.name, one.reason) for one in found.missing}


def test_nothing_after_the_moment_of_asking_counts(record: Record) -> None:
    later = enter(
        library.observables()["hemoglobin"], "40", "g/L", AT + timedelta(days=2), where="test"
    )
    day = AT + timedelta(days=3)
    kept = if_collected(record.appended(later), AT, day, library.handbook())
    assert states(kept, day) == states(if_collected(record, AT, day, library.handbook()), day)


def test_a_day_that_is_past_is_refused(record: Record) -> None:
    with pytest.raises(InputError):
        if_collected(record, AT, AT - timedelta(minutes=1), library.handbook())


def test_days_left_of_every_drug(record: Record) -> None:
    handbook = library.handbook()
    found = {one.drug: one for one in waiting(Known(record, AT, handbook.observables), handbook)}
    assert (found["lenalidomide"].given, found["lenalidomide"].left) == ("given", 8)
    assert found["lenalidomide"].status == "violated"
    assert (found["bortezomib"].status, found["bortezomib"].left) == ("kept", 0)
    assert (found["vincristine"].given, found["vincristine"].left) == ("never", None)
    assert found["carfilzomib"].by_analogy is not None
    assert found["carfilzomib"].rule is None
    nobody = waiting(Known(Record(patient="P-1"), AT, handbook.observables), handbook)
    assert {one.given for one in nobody} == {"not stated"}
