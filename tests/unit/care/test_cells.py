"""Cells: every region of every input, once, with a value inside it."""

from decimal import Decimal

import pytest

from tests.unit.care.small import by_id, derived, other, pathway, quantity, rule, table
from trephine.care.cells import OTHER, cells, inputs
from trephine.care.with_outputs import with_outputs

X = quantity("x", possible=("0", "10"), step="0.5")


def words(conditions, *observables):
    made = table(*[rule(f"r{i}", text, grade=1) for i, text in enumerate(conditions)])
    found = cells(made, by_id(*observables))
    return {name: [word for word, _ in axis] for name, axis in found.items()}


def points(text, one):
    return [cell.low for _, cell in cells(table(rule("r", text, grade=1)), by_id(one))["x"]]


def test_a_number_is_cut_at_its_thresholds():
    assert words(["x < 3", "x >= 5"], X)["x"] == ["< 3", "= 3", "3 < … < 5", "= 5", "> 5"]
    assert points("3 <= x < 5", X) == [Decimal(n) for n in ("2.5", "3", "3.5", "5", "5.5")]


def test_neighbouring_thresholds_leave_nothing_between():
    assert words(["x < 3", "x >= 3.5"], X)["x"] == ["< 3", "= 3", "= 3.5", "> 3.5"]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("0", ["= 0", "> 0"]),
        ("10", ["< 10", "= 10"]),
        ("-1", ["> -1"]),
        ("11", ["< 11"]),
        ("0.25", ["< 0.25", "> 0.25"]),
    ],
)
def test_only_the_possible_range_has_cells_and_all_of_it(limit, expected):
    one = quantity("x", possible=("0", "10"), step="0.25") if limit == "0.25" else X
    expected = ["< 0.25", "= 0.25", "> 0.25"] if limit == "0.25" else expected
    found = words([f"x < {limit}"], one)["x"]
    assert found == expected
    low, high = one.possible
    assert all(low <= value <= high for value in points(f"x < {limit}", one))


def test_thresholds_far_outside_still_leave_one_cell():
    assert points("x < -100", X) == [Decimal(0)]
    assert points("100 < x < 200", X) == [Decimal(10)]


def test_what_is_computed_lies_between_the_steps_of_a_reading_too():
    ratio = derived(quantity("x", possible=("0", "10")), "ratio", "y", "z")
    assert words(["x <= 2", "x >= 3"], ratio)["x"] == ["< 2", "= 2", "2 < … < 3", "= 3", "> 3"]
    count = derived(quantity("x", possible=("0", "10")), "count", "y")
    assert words(["x <= 2", "x >= 3"], count)["x"] == ["< 2", "= 2", "= 3", "> 3"]


def test_statements_have_two_cells():
    assert words(["a"], other("a", "yesno"))["a"] == ["true", "false"]


def test_codes_that_nothing_names_are_one_cell():
    one = other("c", "choice", "p q r s")
    assert words(['c == "q"'], one)["c"] == ["q", "p"]
    assert words(['c in ("p", "q", "r", "s")'], one)["c"] == ["p", "q", "r", "s"]


def test_an_input_nobody_describes_has_a_code_beyond_those_named():
    assert words(['c == "q"'])["c"] == ["q", OTHER]


def test_a_set_has_every_subset_of_what_is_named():
    one = other("s", "choices", "p q r")
    assert words(['"p" in s and "q" in s'], one)["s"] == ["none", "p", "q", "p, q"]


def test_definitions_are_looked_through_and_are_no_inputs():
    made = table(
        rule("r", "both and c", grade=1),
        define={"both": "a and b"},
        when="d",
        assumes="not (a and e)",
    )
    assert set(inputs(made)) == {"a", "b", "c", "d", "e"}


def test_outputs_of_other_tables_have_the_values_they_can_take():
    graded = table(rule("r1", "a", grade=2), rule("r2", "b", grade=4), decides="g", floor=1)
    chosen = table(
        rule("r3", "a", value="met"),
        rule("r4", "not a", value="not_met"),
        hit="unique",
        values="met not_met",
        decides="v",
    )
    known = with_outputs(pathway(graded, chosen), by_id(other("a", "yesno")))
    asked = table(rule("r5", 'g >= 2 and v == "met"', grade=1))
    found = {name: [word for word, _ in axis] for name, axis in cells(asked, known).items()}
    assert found == {"g": ["< 2", "= 2", "> 2"], "v": ["met", "not_met"]}
    assert known["g"].possible == (Decimal(1), Decimal(4))
    assert "a" in known


def test_layers_of_one_decision_have_their_values_together():
    first, second = (
        table(rule(f"r{code}", "a", value=code), hit="unique", values=code, decides="v", id=code)
        for code in ("p", "q")
    )
    known = with_outputs(pathway(first, second), {})
    assert [one.code for one in known["v"].choices] == ["p", "q"]


def test_collecting_tables_give_no_input():
    made = table(rule("r", "a", require="x"), hit="collect", decides="v")
    assert with_outputs(pathway(made), {}) == {}
