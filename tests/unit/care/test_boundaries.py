"""Below, at and above every threshold, a step of the input's own resolution away."""

from decimal import Decimal

from tests.unit.care.small import by_id, quantity, rule, table
from trephine.care.boundaries import boundaries

KNOWN = by_id(quantity("x", step="0.1"), quantity("y", step="5"))


def test_each_comparison_stands_once_with_its_three_answers():
    made = table(
        rule("r1", "x >= 38 and y < 10", grade=1),
        rule("r2", "x >= 38 or later", grade=2),
        define={"later": "x == 40"},
        when="y != 0",
        assumes="x <= 45",
    )
    found = {
        (one.comparison.name, one.comparison.comparator, str(one.comparison.limit)): (
            str(one.step),
            one.below,
            one.at,
            one.above,
        )
        for one in boundaries(made, KNOWN)
    }
    assert found == {
        ("x", ">=", "38"): ("0.1", False, True, True),
        ("y", "<", "10"): ("5", True, False, False),
        ("x", "==", "40"): ("0.1", False, True, False),
        ("y", "!=", "0"): ("5", True, False, True),
        ("x", "<=", "45"): ("0.1", True, True, False),
    }


def test_a_strict_comparison_differs_from_one_that_is_not_only_at_the_limit():
    for strict, other in ((">", ">="), ("<", "<=")):
        one, two = (
            boundaries(table(rule("r", f"x {sign} 5", grade=1)), KNOWN)[0]
            for sign in (strict, other)
        )
        assert (one.below, one.above) == (two.below, two.above)
        assert (one.at, two.at) == (False, True)


def test_an_input_without_a_resolution_steps_by_one():
    (found,) = boundaries(table(rule("r", "grade >= 2", grade=1)), KNOWN)
    assert found.step == Decimal(1)


def test_statements_have_no_boundary():
    assert boundaries(table(rule("r", 'a and k == "p" and "q" in s', grade=1)), KNOWN) == ()
