"""Formulas read as SBML Level 3 writes them, against Python's own arithmetic."""

import math

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.mechanism.symbolic.graph import Graph
from trephine.mechanism.symbolic.print_numpy import numpy_function
from trephine.mechanism.symbolic.read_formula import read_formula

X, Y = 0.7, 2.3

CASES = {
    "x + 2 * y - 3": X + 2 * Y - 3,
    "-x^2": -(X**2),
    "2^3^0.5": 2 ** (3**0.5),
    "-x^-2": -(X**-2),
    "x - y - x": X - Y - X,
    "x / y / 2": X / Y / 2,
    "y % x": Y % X,
    "49 % 7": 0.0,
    "pow(y, 0.5) + sqrt(y) + root(3, y)": 2 * math.sqrt(Y) + Y ** (1 / 3),
    "y^x + y^3 + y^-2": Y**X + Y**3 + Y**-2,
    "(-2)^3": -8.0,
    "exp(x) + ln(y) + log10(y) + log(y) + log(2, y)": (
        math.exp(X) + math.log(Y) + 2 * math.log10(Y) + math.log2(Y)
    ),
    "abs(-y) + floor(y) + ceil(y) + ceiling(-y)": Y + 2 + 3 - 2,
    "min(x, y, 1) + max(x, y)": X + Y,
    "piecewise(1, x > y, 2, x < y, 3)": 2.0,
    "piecewise(5, x > y, 7)": 7.0,
    "piecewise(y, x == x && !(x != x))": Y,
    "(x < y) + (x >= y) * 10": 1.0,
    "piecewise(1, xor(x < y, y < x) || false, 0)": 1.0,
    "and(x < y, true) + or(false, false) + not(false)": 2.0,
    "gt(y, x) + leq(y, x) + neq(x, y) + implies(true, false)": 2.0,
    "sin(x) * cos(y) + tan(x) + arcsin(x) + acos(x) + arctan(y)": (
        math.sin(X) * math.cos(Y) + math.tan(X) + math.asin(X) + math.acos(X) + math.atan(Y)
    ),
    "sinh(x) + cosh(x) + tanh(x) + asinh(y) + acosh(y) + atanh(x)": (
        math.sinh(X) + math.cosh(X) + math.tanh(X) + math.asinh(Y) + math.acosh(Y) + math.atanh(X)
    ),
    "sec(x) + csc(x) + cot(x) + coth(x)": (
        1 / math.cos(X) + 1 / math.sin(X) + 1 / math.tan(X) + 1 / math.tanh(X)
    ),
    "quotient(7, 2) + rem(7, 2) + sqr(3)": 3 + 1 + 9,
    "pi + exponentiale": math.pi + math.e,
    "1e-3 + .5 + 2.": 2.501,
    "1/x + 2/x - 3/x": 0.0,
    "0 * x + 1 * y": Y,
    "x^0 + y^1": 1 + Y,
}


@pytest.mark.parametrize("text", CASES)
def test_a_formula_means_what_python_means(text):
    graph = Graph()
    names = {"x": graph.symbol("x"), "y": graph.symbol("y")}
    node = read_formula(graph, text, names, "test")
    function = numpy_function(graph, [node], {names["x"]: "x", names["y"]: "y"}, "x, y")
    found = float(function(np.float64(X), np.float64(Y))[0])
    assert found == pytest.approx(CASES[text], rel=1e-14, abs=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x +",
        "(x",
        "x)",
        "x y",
        "1 2",
        "z",
        "f(x)",
        "delay(x, 1)",
        "x $ y",
        "min()",
        "sin(x, y)",
    ],
)
def test_what_cannot_be_read_is_refused(text):
    graph = Graph()
    with pytest.raises(InputError) as caught:
        read_formula(graph, text, {"x": graph.symbol("x"), "y": graph.symbol("y")}, "model: rule")
    assert caught.value.where == "model: rule"


def test_equal_formulas_are_one_node_and_divide_once():
    graph = Graph()
    names = {name: graph.symbol(name) for name in "abx"}
    first = read_formula(graph, "a * b / (x + 1)", names, "test")
    assert read_formula(graph, "b * a / (1 + x)", names, "test") == first
    both = read_formula(graph, "a / (x + 1) + b / (x + 1)", names, "test")
    assert sum(graph.nodes[one][0] == "rcp" for one in graph.needed([both])) == 1
