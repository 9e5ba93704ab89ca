"""Tables of a pathway in the order they rest on each other; layers; what is in force."""

from dataclasses import replace

import pytest

from tests.unit.care.small import (
    AT,
    by_id,
    number,
    other,
    pathway,
    quantity,
    reading,
    record,
    rule,
    say,
    table,
    valid,
)
from trephine.care.decide import decide
from trephine.core.error import ContentError
from trephine.core.value import Number

KNOWN = by_id(quantity("x", possible=("0", "10")), other("a", "yesno"), other("b", "yesno"))


def graded(name, layer, *conditions, decides="g", **more):
    rules = [rule(f"{name}{i}", text, grade=i) for i, text in enumerate(conditions, 1)]
    return table(*rules, id=name, decides=decides, layer=layer, **more)


def decided(*tables, readings=(), layers=("source", "reference", "product", "protocol")):
    found, known = decide(record(*readings), AT, pathway(*tables, layers=layers), KNOWN)
    return {one.table.id: one for one in found}, known


X5 = (reading("x", "5"),)


def test_the_highest_layer_that_is_enabled_decides_and_others_are_shown():
    source, reference = graded("s", "source", "x >= 3"), graded("r", "reference", "x >= 7")
    for tables in ((source, reference), (reference, source)):
        found, known = decided(*tables, readings=X5)
        assert (found["r"].in_force, found["s"].in_force) == (True, False)
        assert found["s"].value == number(1)
        assert known.value("g", "grading") == number(0)
    found, known = decided(source, reference, readings=X5, layers=("source",))
    assert set(found) == {"s"}
    assert known.value("g", "grading") == number(1)


def test_a_higher_layer_that_does_not_apply_gives_way():
    source = graded("s", "source", "x >= 3")
    reference = graded("r", "reference", "x >= 7", when="a")
    found, known = decided(source, reference, readings=(*X5, reading("a", False)))
    assert (found["r"].status, found["s"].in_force) == ("not applicable", True)
    assert known.value("g", "grading") == number(1)


def test_a_gap_of_a_higher_layer_gives_way():
    def chosen(name, layer, text, code):
        return table(
            rule(name, text, value=code),
            id=name,
            decides="v",
            layer=layer,
            hit="unique",
            values=code,
        )

    found, _ = decided(
        chosen("s", "source", "x >= 3", "p"), chosen("r", "reference", "x >= 7", "q"), readings=X5
    )
    assert (found["r"].status, found["r"].in_force, found["s"].in_force) == ("no rule", False, True)


def test_the_outside_layer_is_off_unless_it_is_to_be_shown_always():
    off = graded("o", "outside", "x >= 3", decides="o")
    shown = replace(graded("n", "outside", "x >= 3", decides="n"), always=say("a safety matter"))
    found, _ = decided(off, shown, readings=X5)
    assert set(found) == {"n"}
    assert found["n"].in_force
    found, _ = decided(off, shown, readings=X5, layers=("source", "outside"))
    assert set(found) == {"o", "n"}


def test_an_outside_table_shown_always_does_not_decide_what_another_decides():
    shown = replace(graded("n", "outside", "x >= 3"), always=say("a safety matter"))
    found, known = decided(graded("s", "source", "x >= 7"), shown, readings=X5)
    assert (found["s"].in_force, found["n"].in_force) == (True, False)
    assert known.value("g", "grading") == number(0)


def test_tables_rest_on_each_other_whatever_their_order():
    first = graded("f", "source", "x >= 3", "x >= 5", decides="f")
    second = graded("g", "source", "f >= 2", decides="g")
    third = table(rule("t", "g >= 1 and f >= 2", note="n"), hit="collect", id="t", decides="t")
    for tables in ((third, second, first), (first, second, third)):
        found, _ = decided(*tables, readings=X5)
        assert found["g"].value == number(1)
        assert [one.id for one in found["t"].concluded] == ["t"]
        assert list(found) == [one.id for one in tables]


def test_an_interval_is_handed_on_as_an_interval():
    first = graded("f", "source", "x >= 3", "x >= 3 and a", decides="f")
    found, known = decided(first, graded("g", "source", "f >= 2", decides="g"), readings=X5)
    assert known.value("f", "grading") == replace(number(1, 2), reason="undecided")
    assert found["g"].value == number(0, 1)


def test_what_does_not_apply_is_not_known_further_on():
    first = graded("f", "source", "x >= 3", decides="f", when="a")
    seen = (*X5, reading("a", False))
    found, known = decided(first, graded("g", "source", "f >= 1", decides="g"), readings=seen)
    assert known.value("f", "grading") == Number(reason="not applicable")
    assert found["g"].value == number(0, 1)


def test_a_circle_is_refused():
    one = graded("f", "source", "g >= 1", decides="f")
    two = graded("g", "source", "f >= 1", decides="g")
    with pytest.raises(ContentError, match="in a circle"):
        decided(one, two)


def test_each_table_reads_what_is_valid_for_its_own_use():
    known = {**KNOWN, "x": quantity("x", possible=("0", "10"), validity=valid("grading", "1"))}
    tables = (
        graded("s", "source", "x >= 3", decides="s"),
        graded("t", "source", "x >= 3", decides="t", use="course"),
    )
    found, _ = decide(record(reading("x", "5", 5)), AT, pathway(*tables), known)
    assert [one.value for one in found] == [number(0, 1), number(1)]
    assert found[0].missing[0].reason == "stale"


def test_a_layer_that_may_apply_yields_to_one_that_surely_does():
    source = graded("s", "source", "x >= 3")
    reference = graded("r", "reference", "x >= 7", when="a")
    found, known = decided(source, reference, readings=X5)
    assert (found["r"].applies.known, found["s"].in_force) == (False, True)
    assert known.value("g", "grading") == number(1)


def test_a_table_that_may_not_apply_gives_no_value_to_others():
    found, known = decided(graded("s", "source", "x >= 3", when="a"), readings=X5)
    assert found["s"].value == number(1)
    seen = known.value("g", "grading")
    assert (seen.known, seen.low.is_infinite(), seen.reason) == (False, True, "undecided")
