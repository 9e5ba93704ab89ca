"""What a table concludes: hit policies, applicability, what is missing, what would change it."""

from decimal import Decimal

import pytest

from tests.unit.care.small import (
    AT,
    NO,
    OPEN,
    YES,
    by_id,
    coded,
    number,
    other,
    quantity,
    rule,
    table,
)
from trephine.care.cells import cells
from trephine.care.evaluate import evaluate, narrowing, output_of
from trephine.core.value import Coded, Number, Truth

GRADED = table(
    rule("G1", "t >= 38", grade=1),
    rule("G2", "t >= 38 and o2", grade=2),
    rule("G3", "t >= 38 and pressors >= 1", grade=3),
)
OBSERVABLES = by_id(
    quantity("t", possible=("25", "45"), step="0.1"),
    other("o2", "yesno"),
    quantity("pressors", possible=("0", "9")),
    other("a", "yesno"),
    other("b", "yesno"),
    other("c", "yesno"),
    other("d", "yesno"),
    other("k", "choice", "p q r"),
)
UNKNOWN = {"t": Number(), "o2": OPEN, "pressors": Number(), "k": coded("p q r")}
UNKNOWN |= dict.fromkeys("abcd", OPEN)


def decided(made, **values):
    return evaluate(made, {**UNKNOWN, **values}.__getitem__, AT)


def examined(made, **values):
    known = {**UNKNOWN, **values}.__getitem__
    return narrowing(evaluate(made, known, AT), known, cells(made, OBSERVABLES))


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ({"t": "37.9", "o2": YES, "pressors": "1"}, 0, 0),
        ({"t": "38", "o2": NO, "pressors": "0"}, 1, 1),
        ({"t": "38", "o2": YES, "pressors": "0"}, 2, 2),
        ({"t": "38", "o2": NO, "pressors": "1"}, 3, 3),
        ({"t": "38", "o2": YES}, 2, 3),
        ({"t": "38"}, 1, 3),
        ({"o2": NO, "pressors": "0"}, 0, 1),
        ({}, 0, 3),
        ({"pressors": "0"}, 0, 2),
    ],
)
def test_a_grade_is_the_interval_that_the_unknown_leaves(values, low, high):
    values = {k: number(v) if isinstance(v, str) else v for k, v in values.items()}
    found = decided(GRADED, **values)
    assert (found.value.low, found.value.high) == (low, high)
    assert found.status == ("decided" if low == high else "interval")
    assert found.value == output_of(GRADED, {**UNKNOWN, **values}.__getitem__)


def test_the_floor_is_the_least_grade():
    made = table(rule("r1", "a", grade=1), rule("r4", "b", grade=4), floor=2)
    assert decided(made, a=YES, b=NO).value == number(2)
    assert decided(made, a=NO, b=OPEN).value == number(2, 4)


def test_unique_takes_the_value_of_the_rule_that_holds():
    made = table(
        rule("r1", "t < 36", value="low"),
        rule("r2", "36 <= t < 38", value="mid"),
        rule("r3", "t >= 38", value="high"),
        hit="unique",
        values="low mid high",
    )
    assert decided(made, t=number("36")).value == coded("mid")
    assert decided(made, t=number("35", "37")).value == coded("low mid")
    assert decided(made).status == "interval"
    assert decided(made, t=number("36")).status == "decided"


def test_a_gap_of_a_unique_table_is_said():
    made = table(rule("r1", "t < 36", value="low"), hit="unique", values="low")
    found = decided(made, t=number("37"))
    assert (found.status, found.value) == ("no rule", Coded(possible=frozenset()))
    assert found.missing == ()


def test_a_collecting_table_tells_of_each_rule():
    made = table(
        rule("r1", "a", require="x"),
        rule("r2", "b", exclude="y"),
        rule("r3", "c", note="z"),
        hit="collect",
    )
    found = decided(made, a=YES, b=NO)
    assert [one.id for one in found.concluded] == ["r1"]
    assert [one.id for one in found.open] == ["r3"]
    assert (found.status, found.value) == ("undecided", None)
    assert decided(made, a=YES, b=NO, c=NO).status == "decided"
    assert output_of(made, {"a": YES, "b": NO, "c": OPEN}.__getitem__) == (YES, NO, OPEN)


def test_where_the_question_does_not_arise_nothing_is_concluded():
    made = table(rule("r", "a", grade=1), when="d")
    found = decided(made, a=YES, d=NO)
    assert (found.status, found.value, found.fired) == ("not applicable", None, ())
    assert examined(made, a=YES, d=NO) == found


def test_where_it_may_not_arise_the_conclusion_is_given_and_that_is_said():
    found = decided(table(rule("r", "a", grade=1), when="d"), a=YES)
    assert (found.applies, found.value, found.status) == (OPEN, number(1), "decided")


def test_missing_has_its_reason():
    found = decided(GRADED, t=Number(reason="stale"))
    assert {one.name: one.reason for one in found.missing} == {
        "t": "stale",
        "o2": "not done",
        "pressors": "not done",
    }


def test_inputs_are_all_that_the_table_rests_on():
    made = table(rule("r", "both", grade=1), define={"both": "a and b"}, when="d")
    assert {name for name, _ in decided(made).inputs} == {"a", "b", "d"}


def test_definitions_may_rest_on_later_ones():
    made = table(rule("r", "first", grade=1), define={"first": "second and a", "second": "b"})
    assert decided(made, a=YES, b=YES).value == number(1)
    assert decided(made, a=YES, b=NO).value == number(0)


# What would narrow.


def narrowed(found):
    return {one.name for one in found.missing if one.narrows}


def test_what_cannot_matter_any_more_does_not_narrow():
    found = examined(GRADED, t=number("36"))
    assert (found.value, narrowed(found)) == (number(0), set())
    found = examined(GRADED, t=number("39"), pressors=number(1))
    assert (found.value, narrowed(found)) == (number(3), set())


def test_each_input_that_can_narrow_alone_is_named():
    assert narrowed(examined(GRADED, t=number("39"))) == {"o2", "pressors"}
    assert narrowed(examined(GRADED, o2=NO, pressors=number(0))) == {"t"}


def test_inputs_that_narrow_only_together_are_all_named():
    made = table(rule("r1", "(a and b) or (not a and not b)", grade=1))
    assert narrowed(examined(made)) == {"a", "b"}
    made = table(rule("r1", "a and b", grade=3), rule("r2", "c and d", grade=3))
    assert narrowed(examined(made)) == {"a", "b", "c", "d"}


def test_what_settles_whether_the_question_arises_narrows():
    made = table(rule("r", "a", grade=1), when="d")
    assert narrowed(examined(made, a=YES)) == {"d"}
    made = table(rule("r", "a", grade=1), when="(c and d) or (not c and not d)")
    assert narrowed(examined(made, a=YES)) == {"c", "d"}


def test_a_decided_table_asks_for_nothing():
    made = table(rule("r", "a or b", grade=1))
    assert narrowed(examined(made, a=YES)) == set()


# What would change.


def changed(found):
    return {(one.name, one.to): one.value for one in found.changes}


def test_a_change_of_a_number_is_the_nearest_on_either_side():
    made = table(rule("r1", "t >= 36", grade=1), rule("r2", "t >= 38", grade=2))
    assert changed(examined(made, t=number("37"))) == {
        ("t", "< 36"): number(0),
        ("t", "= 38"): number(2),
    }
    assert changed(examined(made, t=number("45"))) == {("t", "36 < … < 38"): number(1)}


def test_a_change_of_a_code_is_every_other_that_differs():
    made = table(rule("r1", 'k == "p"', grade=1), rule("r2", 'k == "q"', grade=2))
    assert changed(examined(made, k=coded("p"))) == {("k", "q"): number(2), ("k", "r"): number(0)}


def test_a_statement_changes_to_its_opposite():
    assert changed(examined(GRADED, t=number("39"), o2=YES, pressors=number(0))) == {
        ("t", "< 38"): number(0),
        ("o2", "false"): number(1),
        ("pressors", "= 1"): number(3),
    }


def test_a_change_may_open_what_was_settled():
    found = examined(table(rule("r", "a and b", grade=1)), a=NO)
    assert changed(found) == {("a", "true"): number(0, 1)}


def test_a_unique_table_changes_too():
    made = table(
        rule("r1", "a", value="yes"), rule("r2", "not a", value="no"), hit="unique", values="yes no"
    )
    assert changed(examined(made, a=YES)) == {("a", "false"): coded("no")}


def test_never_is_a_number_too():
    found = decided(table(rule("r", "t > 30", grade=1)), t=number("Infinity"))
    assert found.value == number(1)
    assert (
        examined(table(rule("r", "t > 30", grade=1)), t=number("Infinity")).changes[0].to == "= 30"
    )


def test_a_value_carries_its_reason_and_readings_into_the_decision():
    found = decided(GRADED, o2=Truth(reason="conflicting"))
    assert dict(found.inputs)["o2"].reason == "conflicting"
    assert Decimal(found.value.high) == 3
