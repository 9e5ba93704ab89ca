"""The inputs of one condition of a table."""

from tests.unit.care.small import rule, table
from trephine.care.table_part import table_part
from trephine.core.parse_expression import parse_expression


def test_definitions_are_looked_through_however_deep():
    made = table(
        rule("r", "first and x > 3", grade=1),
        rule("s", "c", grade=2),
        define={"first": "second or a", "second": "not b and a"},
    )
    assert table_part(made, made.rules[0].condition) == ("b", "a", "x")
    assert table_part(made, made.rules[1].condition) == ("c",)
    assert table_part(made, parse_expression("True")) == ()
