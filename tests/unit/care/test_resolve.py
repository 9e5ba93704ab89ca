"""What a record says at one moment: duplicates, withdrawals, validity, conflicts, derivations."""

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from itertools import permutations

import pytest

from tests.unit.care.small import (
    AT,
    NO,
    YES,
    by_id,
    coded,
    coded_set,
    derived,
    number,
    other,
    quantity,
    reading,
    record,
    valid,
)
from trephine.care.resolve import Known, visible
from trephine.core.value import Number, Truth

KNOWN = by_id(
    quantity("x", possible=("0", "100"), validity=valid("grading", "12")),
    quantity("y", possible=("0", "100")),
    other("a", "yesno", validity=valid("grading", "24")),
    other("k", "choice", "p q"),
    other("s", "choices", "p q"),
    other("e", "event"),
    other("m", "moment"),
    derived(quantity("doubled", possible=("0", "200")), "sum", "x", "y"),
    derived(quantity("over", possible=("0", "200"), step="0.1"), "ratio", "x", "y"),
)


def known(*readings, at=AT):
    return Known(record(*readings), at, KNOWN)


def said(value):
    """Return a value without its readings."""
    return replace(value, readings=())


def test_the_latest_reading_counts():
    found = known(reading("x", "5", 3), reading("x", "6", 1), reading("x", "4", 2))
    assert said(found.value("x", "grading")) == number(6)
    assert [one.value for one in found.history("x")] == [5, 4, 6]


def test_each_kind_is_known_as_it_was_stated():
    found = known(
        reading("a", True), reading("k", "p"), reading("s", ("p", "q")), reading("e", True)
    )
    values = [said(found.value(name, "course")) for name in "akse"]
    assert values == [YES, coded("p"), coded_set("p q"), YES]
    assert said(known(reading("s", ())).value("s", "course")) == coded_set("")


def test_nothing_recorded_is_not_known():
    found = known()
    assert found.value("x", "grading") == Number(reason="not done")
    assert found.value("a", "grading") == Truth(reason="not done")
    assert found.value("e", "grading") == Truth(reason="not done")
    assert found.value("k", "grading").possible == {"p", "q"}
    assert (found.value("s", "grading").sure, found.value("s", "grading").possible) == (
        frozenset(),
        {"p", "q"},
    )
    assert found.history("x") == ()
    with pytest.raises(KeyError):
        found.value("nobody", "grading")


@pytest.mark.parametrize(("hours", "reason"), [(12, ""), (12.001, "stale"), (500, "stale")])
def test_a_reading_answers_for_as_long_as_it_is_valid(hours, reason):
    found = known(reading("x", "5", hours))
    assert found.value("x", "grading").reason == reason
    assert found.value("x", "course").known  # no validity is stated for that use


def test_a_stale_reading_does_not_give_way_to_an_older_one():
    found = known(reading("x", "5", 13), reading("x", "6", 20)).value("x", "grading")
    assert (found.reason, [one.value for one in found.readings]) == ("stale", [5])


def test_readings_of_one_moment_that_disagree():
    found = known(reading("x", "5", 1), reading("x", "6", 1)).value("x", "grading")
    assert (found.reason, len(found.readings)) == ("conflicting", 2)
    later = known(reading("x", "5", 2), reading("x", "6", 2), reading("x", "7", 1))
    assert later.value("x", "grading").known


def test_a_conflict_in_two_zones_is_one_moment():
    there = replace(reading("x", "6"), time=AT.astimezone(timezone(timedelta(hours=8))))
    assert known(reading("x", "5"), there).value("x", "grading").reason == "conflicting"
    same = replace(there, value=Decimal(5))
    assert len(known(reading("x", "5"), same).history("x")) == 1


def test_a_number_without_a_unit_says_nothing_but_that_it_was_measured():
    found = known(reading("x", None), reading("x", "5", 1)).value("x", "grading")
    assert (found.known, found.reason) == (False, "no unit")


def test_duplicates_are_one_whatever_their_order():
    first = reading("x", "5", 1, line=2, day_only=True)
    second = reading("x", "5", 1, line=9)
    third = replace(second, value=Decimal("5.0"), line=11, recorded=AT)
    for order in permutations((first, second, third)):
        (kept,) = known(*order).history("x")
        assert (kept.line, kept.day_only) == (9, False)


def test_a_dose_that_was_given_is_not_one_of_a_single_milligram():
    both = (reading("e", True, 1), reading("e", "1", 1))
    assert len(known(*both).history("e")) == 2
    assert len(known(*both, reading("e", True, 1, withdrawn=True)).history("e")) == 1


def test_a_withdrawn_reading_counts_until_it_is_withdrawn():
    one = reading("x", "5", 5)
    gone = replace(one, withdrawn=True, recorded=AT - timedelta(hours=2))
    assert known(one, gone).value("x", "grading").reason == "not done"
    before = known(one, gone, at=AT - timedelta(hours=3))
    assert said(before.value("x", "grading")) == number(5)
    kept = known(one, gone, reading("x", "6", 5))
    assert said(kept.value("x", "grading")) == number(6)


def test_only_what_is_withdrawn_goes():
    one, other_value = reading("x", "5", 5), reading("x", "5", 4)
    assert len(known(one, other_value, replace(one, withdrawn=True)).history("x")) == 1
    assert len(known(one, replace(reading("y", "5", 5), withdrawn=True)).history("x")) == 1


def test_what_was_recorded_later_is_not_known_before():
    late = reading("x", "5", 5, recorded=AT - timedelta(hours=1))
    assert known(late, at=AT - timedelta(hours=2)).value("x", "grading").reason == "not done"
    assert known(late).value("x", "grading").known
    future = reading("x", "5", -1)
    assert visible(record(future), AT) == {}


def test_an_event_once_recorded_stays_and_can_be_denied_before():
    assert said(known(reading("e", False, 9)).value("e", "course")) == NO
    assert said(known(reading("e", False, 9), reading("e", True, 5)).value("e", "course")) == YES
    found = known(reading("e", True, 5), reading("e", False, 9))
    assert [one.time for one in found.happened("e")] == [AT - timedelta(hours=5)]


def test_events_of_several_names_are_in_the_order_of_time():
    found = known(reading("e", True, 1), reading("x", "5", 3), reading("e", "2", 2))
    assert [one.observable for one in found.happened("e", "x")] == ["x", "e", "e"]


def test_a_moment_counts_as_hours():
    found = known(reading("m", AT), reading("m", AT + timedelta(hours=6), 1))
    assert found.value("m", "course").low == Decimal(int(AT.timestamp())) / 3600


def test_outputs_of_tables_go_first():
    found = known(reading("x", "5"))
    found.outputs["x"] = number(9)
    assert found.lookup("grading")("x") == number(9)


# Values that are stated and computed.


def test_a_stated_value_goes_before_a_computed_one():
    parts = (reading("x", "10"), reading("y", "4"))
    assert said(known(*parts).value("over", "course")) == number("2.5")
    assert said(known(*parts, reading("over", "3")).value("over", "course")) == number(3)


def test_a_stated_value_that_is_stale_gives_way_to_what_can_be_computed():
    stale = {**KNOWN, "over": replace(KNOWN["over"], validity=valid("course", "1"))}
    readings = (reading("x", "10"), reading("y", "4"), reading("over", "3", 2))
    assert said(Known(record(*readings), AT, stale).value("over", "course")) == number("2.5")


def test_a_stated_value_in_conflict_is_not_replaced():
    readings = (reading("x", "10"), reading("y", "4"), reading("over", "3"), reading("over", "2"))
    assert known(*readings).value("over", "course").reason == "conflicting"


def test_a_stated_sum_has_to_fit_its_parts():
    parts = (reading("x", "10"), reading("y", "4"))
    assert said(known(*parts, reading("doubled", "14")).value("doubled", "course")) == number(14)
    found = known(*parts, reading("doubled", "15")).value("doubled", "course")
    assert found.reason == "conflicting"
    # One part missing: 10 to 110 are possible.
    assert known(reading("x", "10"), reading("doubled", "60")).value("doubled", "course").known
    found = known(reading("x", "10"), reading("doubled", "9")).value("doubled", "course")
    assert found.reason == "conflicting"
    assert known(reading("doubled", "9")).value("doubled", "course").known


def test_a_computed_value_keeps_nine_decimals():
    found = known(reading("x", "1"), reading("y", "3")).value("over", "course")
    assert said(found) == number("0.333333333")


def test_each_answer_is_worked_out_once_for_each_use():
    found = known(reading("x", "5", 13))
    assert found.value("x", "grading") is found.value("x", "grading")
    assert found.value("x", "grading") != found.value("x", "course")
