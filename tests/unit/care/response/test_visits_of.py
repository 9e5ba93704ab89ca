"""A record's assessments as visits: what is baseline, what belongs together, what is unclear."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from trephine.care.response.visits_of import visits_of
from trephine.core.error import InputError
from trephine.core.record import Reading, Record

DAY0 = datetime(2026, 3, 1, 10, tzinfo=UTC)
LATE = DAY0 + timedelta(days=400)


def read(name, value, day, **more):
    value = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return Reading(time=DAY0 + timedelta(days=day), observable=name, value=value, **more)


def assessed(*readings, at=LATE):
    record = Record(patient="p", readings=(read("infusion", True, 0), *readings))
    return visits_of(record, at)


def test_baseline_is_the_latest_of_each_before_the_infusion():
    found = assessed(
        read("serum_m_protein", 50, -90),
        read("serum_m_protein", 40, -5),
        read("marrow_plasma_cells", 30, -20),
        read("serum_m_protein", 38, 0),
    )
    assert (found.baseline.serum_m, found.baseline.marrow_pc) == (Decimal(40), Decimal(30))
    assert [one.serum_m for one in found.visits] == [Decimal(38)]


def test_readings_of_a_week_are_one_assessment_and_a_repeat_opens_the_next():
    found = assessed(
        read("serum_m_protein", 20, 28),
        read("urine_m_protein", 0, 35),
        read("serum_ife", "positive", 36),
        read("serum_m_protein", 10, 38),
    )
    first, second = found.visits
    assert (first.serum_m, first.urine_m, first.serum_ife) == (Decimal(20), Decimal(0), None)
    assert (second.serum_ife, second.serum_m) == ("positive", Decimal(10))
    assert first.at == DAY0 + timedelta(days=28)


def test_a_repeat_within_the_week_is_an_assessment_of_its_own():
    found = assessed(read("serum_m_protein", 20, 28), read("serum_m_protein", 18, 30))
    assert [one.serum_m for one in found.visits] == [Decimal(20), Decimal(18)]


def test_a_conflict_and_a_missing_unit_are_said_and_not_settled():
    found = assessed(
        read("serum_m_protein", 20, 28),
        read("serum_m_protein", 2, 28),
        read("urine_m_protein", None, 28),
    )
    (only,) = found.visits
    assert (only.serum_m, only.conflict) == (None, ("serum_m",))
    assert (only.urine_m, only.unit_missing) == (None, ("urine_m",))


def test_residual_disease_comes_with_its_method_or_as_other():
    found = assessed(
        read("mrd", "negative", 28),
        read("mrd_method", "ngf", 28),
        read("mrd_sensitivity", "1e-5", 28),
        read("mrd", "positive", 60),
    )
    first, second = (one.mrd for one in found.visits)
    assert (first.result, first.method, first.sensitivity) == ("negative", "ngf", Decimal("1e-5"))
    assert (second.result, second.method, second.sensitivity) == ("positive", "other", None)


def test_new_therapy_counts_from_its_first_day_after_the_infusion():
    found = assessed(read("new_therapy", True, -300), read("new_therapy", True, 90))
    assert found.new_therapy == DAY0 + timedelta(days=90)
    assert assessed(read("new_therapy", False, 90)).new_therapy is None


def test_what_comes_later_is_not_seen():
    late = read("serum_m_protein", 20, 28)
    assert assessed(late, at=DAY0 + timedelta(days=27)).visits == ()


def test_without_an_infusion_there_is_nothing_to_assess():
    with pytest.raises(InputError, match="no infusion"):
        visits_of(Record(patient="p", readings=(read("serum_m_protein", 20, 1),)), LATE)
