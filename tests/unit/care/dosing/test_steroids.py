"""Corticosteroids added up: equivalents, the current course, days."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from trephine.care.dosing.steroids import steroids
from trephine.core.dose import GivenDose
from trephine.core.error import InputError
from trephine.core.mark import Assumed
from trephine.library.dosing import steroid_rule

RULE = steroid_rule()
ZERO = datetime(2026, 3, 2, 6, tzinfo=timezone(timedelta(hours=8)))
D = Decimal


def dose(hours, amount, drug="dexamethasone", unit="mg"):
    start = None if hours is None else ZERO + timedelta(hours=hours)
    value = None if amount is None else D(amount)
    return GivenDose(drug=drug, start=start, amount=value, unit=unit)


def test_equivalents_are_the_table_s():
    assert isinstance(RULE.mark, Assumed)
    # One day of either order for neurotoxicity at 70 kg.
    dexamethasone = [dose(hours, 10) for hours in (0, 6, 12, 18)]
    other = [dose(hours, 70, "methylprednisolone") for hours in (0, 12)]
    at = ZERO + timedelta(hours=20)
    assert steroids(dexamethasone, at, RULE).equivalent == 40
    assert steroids(other, at, RULE).equivalent == D("26.25")
    assert steroids(other, at, RULE).course_equivalent == D("26.25")
    assert steroids([*other, *dexamethasone], at, RULE).equivalent == D("66.25")
    assert steroids([dose(0, 1000, "methylprednisolone")], at, RULE).equivalent == D("187.5")


def test_totals_by_drug():
    found = steroids(
        [dose(0, 10), dose(6, 10), dose(7, 40, "prednisone")], ZERO + timedelta(hours=8), RULE
    )
    assert [(one.drug, one.doses, one.amount, one.equivalent) for one in found.totals] == [
        ("dexamethasone", 2, D(20), D(20)),
        ("prednisone", 1, D(40), D(6)),
    ]
    assert found.complete
    assert "相当于地塞米松 26 mg" in found.text.zh
    assert "26 mg as dexamethasone" in found.text.en


def test_the_course_breaks_at_the_gap():
    given = [dose(hours, 10) for hours in (0, 48, 97, 120)]
    found = steroids(given, ZERO + timedelta(hours=168), RULE)
    assert found.course_equivalent == 20
    assert found.course_start == (ZERO + timedelta(hours=97)).date()
    assert (found.course_days, found.days_given, found.days) == (2, 2, 4)
    ended = steroids(given, ZERO + timedelta(hours=169), RULE)
    assert ended.course_start is None
    assert (ended.course_days, ended.course_equivalent) == (0, 0)
    assert ended.equivalent == 40


def test_a_day_without_a_dose_is_in_the_course_and_not_among_the_days_given():
    found = steroids([dose(0, 10), dose(47, 10)], ZERO + timedelta(hours=48), RULE)
    assert (found.course_days, found.days_given) == (3, 2)


def test_an_amount_that_is_not_known_makes_the_sum_a_bound():
    found = steroids([dose(0, 10), dose(6, None)], ZERO + timedelta(hours=7), RULE)
    assert not found.complete
    assert found.equivalent == 10
    assert "at least" in found.text.en


def test_a_dose_without_time_counts_in_the_sum_alone():
    found = steroids([dose(None, 10)], ZERO, RULE)
    assert (found.equivalent, found.days, found.course_start) == (10, 0, None)


def test_other_drugs_are_passed_over():
    assert steroids([dose(0, 10, "x")], ZERO, RULE).totals == ()


@pytest.mark.parametrize(
    "bad",
    [
        dose(1, 10),
        dose(0, -10),
        dose(0, 10, unit="g"),
        dose(0, 10, unit=""),
        replace(dose(0, 10), start=datetime(2026, 3, 1)),  # noqa: DTZ001  (what is refused)
    ],
    ids=["future", "negative", "gram", "no unit", "no zone"],
)
def test_bad_input(bad):
    with pytest.raises(InputError):
        steroids([bad], ZERO, RULE)
