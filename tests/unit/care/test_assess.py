"""An assessment over a small pathway: proposals, timers, what is asked, disputes, the future."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.unit.care.small import (
    AT,
    by_id,
    derived,
    number,
    order,
    other,
    pathway,
    quantity,
    reading,
    record,
    rule,
    table,
    valid,
)
from trephine.care.assess import assess
from trephine.core.error import InputError
from trephine.core.handbook import Handbook

KNOWN = by_id(
    quantity("x", possible=("0", "10"), validity=valid("grading", "12")),
    quantity("y", possible=("0", "10")),
    derived(quantity("over", possible=("0", "100"), step="0.1"), "ratio", "x", "y"),
    quantity("weight", "kg", possible=("1", "400"), step="0.1"),
    quantity("bsa", "m2", possible=("0.1", "5"), step="0.01"),
    other("infusion", "event"),
    other("a", "yesno"),
    other("b", "yesno"),
    quantity("drug", "mg", possible=("0", "10000")),
)
GRADE = table(
    rule("G1", "x >= 3", grade=1),
    rule("G2", "x >= 3 and a", grade=2),
    id="g",
    decides="g",
    layer="reference",
)
PRINTED = table(rule("P1", "x > 3", grade=1), id="p", decides="g")
CARE = table(
    rule("C1", "g >= 1", order="o"),
    rule("C2", "g >= 1", measure=["y"], every="8"),
    rule("C3", "g >= 2", measure=["y"], every="4"),
    rule("C4", "b", note="n"),
    hit="collect",
    id="c",
    decides="c",
)
ORDER = order("o", "drug", amount=Decimal(8), unit="mg", per="kg", needs=("weight",))
BOOK = Handbook(pathway=pathway(GRADE, PRINTED, CARE, orders=(ORDER,)), observables=KNOWN)


def assessed(*readings, at=AT, book=BOOK):
    return assess(record(*readings), at, book)


FULL = (reading("x", "5", 1), reading("a", False, 1), reading("b", False, 1))


def test_a_dose_is_proposed_with_its_arithmetic_and_released_when_nothing_is_missing():
    (proposal,) = assessed(*FULL, reading("weight", "70", 2)).proposals
    assert (proposal.amount, proposal.unit, proposal.sure) == (Decimal(560), "mg", True)
    assert [one.id for one in proposal.rules] == ["C1"]
    assert proposal.released
    assert "70" in proposal.working.en


def test_a_dose_is_held_back_where_an_input_is_missing():
    (proposal,) = assessed(*FULL).proposals
    assert (proposal.amount, proposal.missing, proposal.released) == (None, ("weight",), False)


def test_a_dose_that_is_only_possible_is_not_released():
    found = assessed(reading("x", "5", 20), reading("weight", "70"))
    (proposal,) = found.proposals
    assert (proposal.sure, proposal.released, proposal.amount) == (False, False, Decimal(560))


def test_nothing_is_proposed_where_the_rule_surely_does_not_hold():
    assert assessed(reading("x", "2")).proposals == ()


def timer(*readings):
    (found,) = assessed(*FULL, *readings).timers
    return found


def test_a_timer_says_when_it_was_and_is_due():
    assert (timer().status, timer().due) == ("not recorded", None)
    found = timer(reading("y", "1", 2))
    assert (found.status, found.due) == ("upcoming", AT + timedelta(hours=6))
    assert timer(reading("y", "1", 20)).status == "overdue"


def test_the_shorter_of_two_intervals_counts_where_both_surely_hold():
    assert timer().rule.id == "C2"
    (found,) = assessed(FULL[0], reading("a", True, 1), reading("b", False)).timers
    assert (found.rule.id, found.sure) == ("C3", True)


def test_what_is_asked_is_what_would_narrow_and_says_why():
    found = assessed(reading("x", "5", 20))
    reasons = {one.name: one.reason for one in found.asked}
    assert reasons == {"x": "stale", "a": "not done", "b": "not done"}
    assert found.asked[0].name in {"a", "x"}  # what answers most comes first
    assert len(found.asked[0].decisions) >= len(found.asked[-1].decisions)
    assert assessed(*FULL).asked == ()


def test_what_is_computed_is_asked_for_by_what_has_to_be_measured():
    made = table(rule("R", "over >= 2", grade=1), id="r", decides="r")
    book = Handbook(pathway=pathway(made), observables=KNOWN)
    assert {one.name for one in assessed(book=book).asked} == {"x", "y"}
    assert {one.name for one in assessed(reading("x", "5"), book=book).asked} == {"y"}


def test_what_settles_whether_a_question_arises_is_asked_for():
    made = table(rule("R", "a", note="n"), hit="collect", when="b", id="r", decides="r")
    book = Handbook(pathway=pathway(made), observables=KNOWN)
    assert {one.name for one in assessed(reading("a", True), book=book).asked} == {"b"}


def test_layers_that_differ_are_a_dispute():
    found = assessed(reading("x", "3"), reading("a", False))
    (dispute,) = found.disputes
    assert (dispute.decides, dispute.in_force.table.id) == ("g", "g")
    assert [one.table.id for one in dispute.others] == ["p"]
    assert dispute.in_force.value == number(1)
    assert assessed(*FULL).disputes == ()
    assert found.decision("g").table.id == "g"
    assert found.decision("nothing") is None


def test_conflicts_are_listed():
    found = assessed(reading("x", "3"), reading("x", "5"))
    assert [len(one) for one in found.conflicts] == [2]
    assert found.decision("g").missing[0].reason == "conflicting"


def test_later_readings_are_counted_and_change_nothing():
    late = (reading("x", "9", -1), reading("a", True, 5, recorded=AT + timedelta(hours=1)))
    found, before = assessed(*FULL, *late), assessed(*FULL)
    assert (found.later, before.later) == (2, 0)
    assert found.decisions == before.decisions
    assert (found.proposals, found.timers, found.asked) == (
        before.proposals,
        before.timers,
        before.asked,
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InputError, match="no zone"):
        assessed(at=AT.replace(tzinfo=None))
