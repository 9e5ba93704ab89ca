"""A compiled table says what evaluate says: each kind of leaf, in NumPy, in Numba, in Python."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.unit.care.small import (
    AT,
    NO,
    OPEN,
    YES,
    by_id,
    coded,
    coded_set,
    number,
    other,
    quantity,
    rule,
    table,
)
from trephine.care.compile_table import compile_table
from trephine.care.evaluate import evaluate, output_of
from trephine.core.error import MethodError
from trephine.core.value import Number

OBSERVABLES = by_id(
    quantity("x", possible=("0", "10")), other("a", "yesno"), other("k", "choice", "p q r s")
)
NUMBERS = [number(n) for n in range(3, 8)] + [number("4", "6"), number("5", "6"), Number()]
NUMBERS += [number("Infinity"), number("0", "5")]
CODES = [coded(c) for c in ("p", "q", "r", "p q", "q r", "p q r s", "r s")]
SETS = [
    coded_set("p"),
    coded_set(""),
    coded_set("", "p q r"),
    coded_set("p", "p q"),
    coded_set("r"),
]
TRUTHS = [YES, NO, OPEN]
LEAVES = {
    "x < 5": ("x", NUMBERS),
    "x <= 5": ("x", NUMBERS),
    "x > 5": ("x", NUMBERS),
    "x >= 5": ("x", NUMBERS),
    "x == 5": ("x", NUMBERS),
    "x != 5": ("x", NUMBERS),
    "4 <= x < 6": ("x", NUMBERS),
    "a": ("a", TRUTHS),
    "not a": ("a", TRUTHS),
    "a and True": ("a", TRUTHS),
    "a or False": ("a", TRUTHS),
    'k == "p"': ("k", CODES),
    'k != "p"': ("k", CODES),
    'k in ("p", "q")': ("k", CODES),
    'k == "p" or k == "q"': ("k", CODES),
    '"p" in s': ("s", SETS),
    '"p" in s and "q" not in s': ("s", SETS),
}


def arrays(compiled, values):
    """Return the arguments for a list of {name: value}."""
    columns = []
    for column in compiled.columns:
        rows = np.array([column.encoded(one[column.name]) for one in values]).T
        columns += [np.ascontiguousarray(row) for row in rows]
    return columns


def encoded(made, output):
    """Return what evaluate says as the numbers that a compiled table gives."""
    if made.hit == "max":
        return [int(output.low), int(output.high)]
    if made.hit == "unique":
        return [sum(1 << n for n, c in enumerate(made.values) if c.code in output.possible)]
    return [
        sum(1 << n for n, one in enumerate(output) if one.low),
        sum(1 << n for n, one in enumerate(output) if one.high),
    ]


def same(made, values):
    """Assert that all three readings of a table say what evaluate says, patient by patient."""
    compiled = compile_table(made)
    given = arrays(compiled, values)
    width = len(values)
    by_numpy = [np.broadcast_to(out, width) for out in compiled.vectorised()(*given)]
    by_numba = compiled.compiled()(*given)
    for i, one in enumerate(values):
        decision = evaluate(made, one.__getitem__, AT)
        output = output_of(made, one.__getitem__)
        expected = encoded(made, output)
        if made.when is not None:
            applies = decision.applies
            expected.append((0 if applies.low else 1) | (2 if applies.high else 0))
        scalars = compiled.interpreted()(*[column[i].item() for column in given])
        assert [int(out[i]) for out in by_numpy] == expected
        assert [int(out) for out in scalars] == expected
        if by_numba is not None:
            assert [int(out[i]) for out in by_numba] == expected


@pytest.mark.parametrize("text", LEAVES)
def test_each_leaf(text, monkeypatch):
    name, cases = LEAVES[text]
    made = table(rule("r", text, grade=1))
    if text not in {"4 <= x < 6", "not a", 'k in ("p", "q")', '"p" in s and "q" not in s'}:
        # One of each kind is compiled by Numba (0.5 s each); the source is the same text.
        monkeypatch.setattr(type(compile_table(made)), "compiled", lambda _: lambda *_: None)
    same(made, [{name: one} for one in cases])


def test_hit_policies_together_with_when_and_definitions():
    rules = [("x >= 5", 1), ("x >= 5 and late", 3), ("early", 2)]
    define = {"late": "early and x >= 6", "early": 'a or k == "p"'}
    values = [{"x": x, "a": a, "k": k} for x, a, k in product(NUMBERS, TRUTHS, CODES[:4])]
    graded = table(*[rule(f"r{g}", c, grade=g) for c, g in rules], define=define, when="a")
    same(graded, values)
    chosen = table(
        *[rule(f"r{g}", c, value="vw"[g % 2]) for c, g in rules],
        define=define,
        hit="unique",
        values="v w",
    )
    same(chosen, values)
    listed = table(
        *[rule(f"r{g}", c, note="n") for c, g in rules], define=define, hit="collect", when="not a"
    )
    same(listed, values)


def test_a_grade_below_the_floor_does_not_lower_it(monkeypatch):
    made = table(rule("r1", "a", grade=1), rule("r3", "x > 5", grade=3), floor=2)
    same(made, [{"a": a, "x": x} for a, x in product(TRUTHS, NUMBERS)])


def test_a_table_without_inputs():
    compiled = compile_table(table(rule("r", "True", grade=2)))
    assert compiled.arguments == ()
    assert [int(out) for out in compiled.interpreted()()] == [2, 2]
    assert [int(out[0]) for out in compiled.compiled()()] == [2, 2]


def test_a_code_that_nothing_names_is_told_from_those_that_are():
    compiled = compile_table(table(rule("r", 'k in ("p", "q")', grade=1)))
    (column,) = compiled.columns
    assert column.codes == ("p", "q")
    assert [column.encoded(coded(c))[0] for c in ("p", "q", "z", "p z", "y z")] == [1, 2, 4, 5, 4]


def test_more_rules_than_a_number_has_bits_are_refused():
    many = table(*[rule(f"r{i}", f"x > {i}", note="n") for i in range(63)], hit="collect")
    with pytest.raises(MethodError, match="cannot be compiled"):
        compile_table(many)
    few = replace(many, rules=many.rules[:62])
    values = [{"x": number(n)} for n in (0, 1, 61, 62, 70)] + [{"x": Number()}]
    compiled = compile_table(few)
    sure, may = compiled.vectorised()(*arrays(compiled, values))
    assert [int(n).bit_count() for n in sure] == [0, 1, 61, 62, 62, 0]
    assert int(may[-1]) == (1 << 62) - 1


@pytest.mark.parametrize(
    "text", ["x < 1 and x_low", "low and x < 1", "is0 and a", "where", "a__is", "n"]
)
def test_names_that_would_be_confused_are_refused(text):
    with pytest.raises(MethodError, match="cannot be compiled"):
        compile_table(table(rule("r", text, grade=1)))


def test_a_column_is_found_by_name():
    compiled = compile_table(table(rule("r", "x < 1 and a", grade=1)))
    assert compiled.column("a").arguments == ("a",)
    assert compiled.column("x").arguments == ("x_low", "x_high")
    with pytest.raises(KeyError):
        compiled.column("y")
