"""The language of conditions: what is read, and everything else, which is refused."""

from decimal import Decimal

import pytest

from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Not,
    OneOf,
    Some,
    Stated,
    leaves,
    names,
)
from trephine.core.parse_expression import parse_expression


def compared(name, sign, limit):
    return Compared(name=name, comparator=sign, limit=Decimal(limit))


A, B, C = Stated(name="a"), Stated(name="b"), Stated(name="c")

READ = {
    "a": A,
    "True": Constant(value=True),
    "False": Constant(value=False),
    "not a": Not(part=A),
    "a and b": All(parts=(A, B)),
    "a or b": Some(parts=(A, B)),
    "a or b and c": Some(parts=(A, All(parts=(B, C)))),
    "(a or b) and c": All(parts=(Some(parts=(A, B)), C)),
    "not a and b": All(parts=(Not(part=A), B)),
    "not (a and b)": Not(part=All(parts=(A, B))),
    "x < 38": compared("x", "<", "38"),
    "x <= 38.0": compared("x", "<=", "38.0"),
    "x > -1.5": compared("x", ">", "-1.5"),
    "x >= 1e3": compared("x", ">=", "1000"),
    "x == 0": compared("x", "==", "0"),
    "x != 2": compared("x", "!=", "2"),
    "38 < x": compared("x", ">", "38"),
    "38 <= x": compared("x", ">=", "38"),
    "38 > x": compared("x", "<", "38"),
    "38 >= x": compared("x", "<=", "38"),
    "38 == x": compared("x", "==", "38"),
    "38 != x": compared("x", "!=", "38"),
    "36 <= x < 38": All(parts=(compared("x", ">=", "36"), compared("x", "<", "38"))),
    "x < 1_000": compared("x", "<", "1000"),
    'x == "a"': OneOf(name="x", codes=("a",)),
    '"a" == x': OneOf(name="x", codes=("a",)),
    'x != "a"': Not(part=OneOf(name="x", codes=("a",))),
    'x in ("a", "b")': OneOf(name="x", codes=("a", "b")),
    'x in ("a",)': OneOf(name="x", codes=("a",)),
    'x not in ("a",)': Not(part=OneOf(name="x", codes=("a",))),
    '"a" in x': Contains(name="x", code="a"),
    '"a" not in x': Not(part=Contains(name="x", code="a")),
    "  a\n  and\tb ": All(parts=(A, B)),
}


@pytest.mark.parametrize("text", READ)
def test_is_read(text):
    assert parse_expression(text) == READ[text]


REFUSED = [
    "",
    "   ",
    "a +",
    "a b",
    "1",
    "1.5",
    "'a'",
    "None",
    "a + b",
    "a < b",
    "a + 1 < 2",
    "a < 1 + 1",
    "-a < 1",
    "+1 < a",
    "a < +1",
    "a < True",
    "a == True",
    "a == None",
    "a is True",
    "a is not b",
    "a == b",
    "1 < 2",
    '"a" < "b"',
    'a < "b"',
    'a >= "b"',
    "a in (1, 2)",
    'a in ("b", 1)',
    'a in ("b")',
    'a in ["b"]',
    'a in {"b"}',
    "a in ()",
    'a in ("",)',
    "a in b",
    '"a" in "b"',
    "f(a)",
    "a.b",
    "a[0]",
    "a if b else c",
    "lambda: a",
    "[a for a in b]",
    "a := b",
    "(a := b)",
    "__import__('os').system('true')",
    "f'{a}'",
    "b'a' == a",
    "a == 1j",
    "a < 0x10",
    "a < 0b1",
    "a < 0o7",
    "~a",
    "a & b",
    "a | b",
    "a ^ b",
    "await a",
    "*a",
    "a; b",
    "a = b",
    "...",
    "a # and b",
    "a # not read\nand b",
    "a and\x00b",
    "\ud800",
    "a == '\ud800'",
    "(" * 500 + "a" + ")" * 500,
    "not " * 20_000 + "a",
]


@pytest.mark.parametrize("text", REFUSED, ids=[repr(text)[:30] for text in REFUSED])
def test_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_expression(text)


def test_the_refusal_names_the_part():
    with pytest.raises(ValueError, match=r"'b \+ 1' is not allowed"):
        parse_expression("a and b + 1 < 2")


def test_numbers_are_the_digits_as_written():
    assert parse_expression("x < 0.1").limit == Decimal("0.1")
    assert parse_expression("x < 38.00").limit.as_tuple().exponent == -2
    assert parse_expression("x < 0.30000000000000004").limit == Decimal("0.30000000000000004")
    assert parse_expression("x < 1e400").limit == Decimal("1e400")


def test_names_stand_once_in_the_order_they_are_written():
    found = parse_expression('b and (a or not b) and 1 < c < 2 and "x" in d and True')
    assert names(found) == ("b", "a", "c", "d")
    assert len([*leaves(found)]) == 7
