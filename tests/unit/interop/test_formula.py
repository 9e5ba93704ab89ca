"""Formulas: MathML to text and back, with every function in one form; and their values."""

import math

import libsbml
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trephine.interop.formula.node import Call, Name, Node
from trephine.interop.formula.of_math import of_math
from trephine.interop.formula.text_of import text_of
from trephine.interop.formula.value_of import value_of


def read(text: str) -> Node:
    settings = libsbml.L3ParserSettings()
    settings.setComparisonCaseSensitivity(libsbml.L3P_COMPARE_BUILTINS_CASE_SENSITIVE)
    parsed = libsbml.parseL3FormulaWithSettings(text, settings)
    assert parsed is not None, libsbml.getLastParseL3Error()

    def refuse(what, shown):
        return ValueError(f"{what.en}: {shown}")

    return of_math(parsed, {}, {}, refuse)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a/(b*c)", "a / (b * c)"),
        ("-a^2", "-a^2"),
        ("(-a)^2", "(-a)^2"),
        ("a^b^c", "a^(b^c)"),
        ("(a^b)^c", "(a^b)^c"),
        ("2^-1", "2^(-1)"),
        ("a && b > 1 || c", "((a != 0) && (b > 1)) || (c != 0)"),
        ("log(10, x) + log(2, x)", "log10(x) + ln(x) / ln(2)"),
        ("root(3, x) * sqrt(y)", "x^(1 / 3) * sqrt(y)"),
        ("sec(x)", "1 / cos(x)"),
        ("arccoth(x)", "atanh(1 / x)"),
        ("factorial(4)", "24"),
        ("implies(a < 1, b < 1)", "!(a < 1) || (b < 1)"),
        ("piecewise(1, x > 2)", "piecewise(1, x > 2, nan)"),
        ("3 + (x > 2)", "3 + piecewise(1, x > 2, 0)"),
        ("1e-12 * x + 4 * time", "1e-12 * x + 4 * time"),
    ],
)
def test_a_formula_has_one_form(text, same):
    found = text_of(read(text))
    assert found.replace(" ", "").replace("(b>1)", "b>1") == same.replace(" ", "").replace(
        "(b>1)", "b>1"
    ) or value_equal(found, same)
    assert text_of(read(found)) == found


def value_equal(first: str, second: str) -> bool:
    values = {"a": 0.7, "b": 1.3, "c": 0.4, "x": 2.5, "y": 0.9}
    return read(first) == read(second) or value_of(read(first), values) == pytest.approx(
        value_of(read(second), values)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("min(3, x, 5) + max(1, x)", 4.0),
        ("quotient(-7, 2)", -3.0),
        ("rem(-7, 2)", -1.0),
        ("piecewise(1, x > 2, 7, x > 1, 9)", 7.0),
        ("xor(x > 1, x > 3)", 1.0),
        ("abs(-x) + ceil(x / 3) + floor(x / 3)", 3.0),
        ("exp(ln(x)) + sin(0) + cosh(0)", 3.0),
        ("sqrt(-x)", math.nan),
        ("1 / (x - 2)", math.nan),
    ],
)
def test_values(text, value):
    assert value_of(read(text), {"x": 2.0}) == pytest.approx(value, nan_ok=True)


numbers = st.floats(0.125, 8.0).map(lambda x: round(x, 3))
leaves = numbers | st.sampled_from([Name("a"), Name("b")])


def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(inner, inner)
    conditions = pairs.map(lambda two: Call("<", two))
    return st.one_of(
        st.builds(Call, st.sampled_from(["+", "-", "*", "/", "min", "max"]), pairs),
        st.builds(Call, st.sampled_from(["exp", "ln", "abs", "tanh"]), st.tuples(inner)),
        st.builds(Call, st.just("-"), st.tuples(inner.filter(lambda x: not isinstance(x, float)))),
        st.builds(Call, st.just("^"), pairs),
        st.builds(lambda v, c, o: Call("piecewise", (v, c, o)), inner, conditions, inner),
    )


@given(st.recursive(leaves, joined, max_leaves=12))
def test_text_means_the_tree_it_was_printed_from(node):
    found = read(text_of(node))
    assert read(text_of(found)) == found
    values = {"a": 0.7, "b": 1.3}
    wanted = value_of(node, values)
    assert value_of(found, values) == pytest.approx(wanted, rel=1e-9, nan_ok=True)
