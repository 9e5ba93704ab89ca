"""The graph's derivatives and factorisation against SymPy and against dense linear algebra."""

import numpy as np
import pytest
import sympy
from sympy.parsing.sympy_parser import convert_xor, parse_expr, standard_transformations

from tests.unit.mechanism.listing import listing
from tests.unit.mechanism.small_models import model_of
from trephine.mechanism.kernel.plain import PlainModel
from trephine.mechanism.symbolic.derive import gradient
from trephine.mechanism.symbolic.eliminate import factor
from trephine.mechanism.symbolic.graph import Graph
from trephine.mechanism.symbolic.print_numpy import numpy_function
from trephine.mechanism.symbolic.read_formula import read_formula
from trephine.mechanism.symbolic.system import system


def by_sympy(model, values):
    """Return rates and Jacobian by SymPy, from the formulas' own text, at given values."""
    known = {name: sympy.Symbol(name) for name in values}
    transformations = (*standard_transformations, convert_xor)

    def read(text):
        return parse_expr(text, local_dict=known, transformations=transformations)

    for rule in model.assignments:
        known[rule.id] = read(rule.formula)
    states = [sympy.Symbol(entry.id) for entry in model.states]
    rates = [read(entry.rate) for entry in model.states]
    symbols = [sympy.Symbol(name) for name in values]
    slopes = [sympy.diff(rate, state) for rate in rates for state in states]
    found = sympy.lambdify(symbols, rates + slopes, "math", cse=True)(*values.values())
    n = len(rates)
    return np.array(found[:n], dtype=float), np.array(found[n:], dtype=float).reshape(n, n)


def test_rates_and_jacobian_are_sympys():
    """A third of the listing's rates, at one point, by two ways that share no code."""
    whole = listing()
    kept = {"E1", "Y1", "THp", "TNn", "A", "I6", "Z", "PR", "MP", "F"}
    model = whole
    draw = np.random.default_rng(1)
    y = draw.uniform(0.2, 2.0, len(model.states))
    names = [entry.id for entry in model.states]
    y[names.index("F")], y[names.index("FER")] = 40.0, 900.0
    p = np.array([entry.value for entry in model.parameters])
    plain = PlainModel(system(model))
    rates = plain.rates(np.zeros(1), y[None], p[None])[0]
    jacobian = plain.jacobian(np.zeros(1), y[None], p[None])[0][0]
    rows = [i for i, name in enumerate(names) if name in kept]
    small = type(whole)(
        id="part",
        label=whole.label,
        states=tuple(whole.states[i] for i in rows),
        parameters=whole.parameters,
        assignments=whole.assignments,
    )
    values = dict(zip(names, y, strict=True))
    values |= {entry.id: entry.value for entry in model.parameters}
    want_rates, want = by_sympy(small, values)
    assert np.allclose(rates[rows], want_rates, rtol=1e-12)
    assert np.allclose(jacobian[np.ix_(rows, rows)], want, rtol=1e-10, atol=1e-13)


FUNCTIONS = [
    "exp(x) / (1 + y)",
    "ln(x) * sqrt(y) - x^3",
    "x^y + y^2.5 + 3^x",
    "abs(-x) + min(x, y) + max(x, 2 * y)",
    "sin(x) + cos(x * y) + tan(x)",
    "arcsin(x / 3) + arccos(x / 4) + arctan(y)",
    "sinh(x) + cosh(y) + tanh(x * y)",
    "arcsinh(x) + arccosh(y) + arctanh(x / 3)",
    "piecewise(x^2, x < y, y^2)",
    "floor(x) * y + 7 % y + x / y",
    "log10(x) + log(3, y) + root(3, x)",
]


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_derivative_is_what_differences_say(text):
    graph = Graph()
    names = {"x": graph.symbol("x"), "y": graph.symbol("y")}
    node = read_formula(graph, text, names, "test")
    slopes = gradient(graph, node, list(names.values()))
    zero = graph.const(0.0)
    targets = [node, *(slopes.get(one, zero) for one in names.values())]
    function = numpy_function(graph, targets, {names["x"]: "x", names["y"]: "y"}, "x, y")
    at, step = np.array([1.3, 1.7]), 1e-6
    _, *found = function(*(np.float64(one) for one in at))
    for i in range(2):
        up, down = at.copy(), at.copy()
        up[i] += step
        down[i] -= step
        difference = (float(function(*up)[0]) - float(function(*down)[0])) / (2 * step)
        assert float(found[i]) == pytest.approx(difference, rel=1e-6, abs=1e-8)


def test_the_elimination_solves_the_implicit_system():
    """Factors with intermediate unknowns give what a dense solve of (shift I - J) x = b gives."""
    model = listing()
    found = system(model)
    graph, n = found.graph, len(model.states)
    shift = graph.symbol("@w")
    factors = factor(graph, list(found.states), list(found.rates), shift)
    right = {state: graph.symbol(f"@b{i}") for i, state in enumerate(found.states)}
    x = factors.solve(graph, right)
    symbols = {node: f"p[{i}]" for i, node in enumerate(found.parameters)}
    symbols |= {node: f"y[{i}]" for i, node in enumerate(found.states)}
    symbols |= {node: f"b[{i}]" for i, node in enumerate(right.values())}
    symbols |= {shift: "w", found.time: "0.0"}
    solved = numpy_function(graph, [x[state] for state in found.states], symbols, "y, p, b, w")
    draw = np.random.default_rng(2)
    p = np.array([entry.value for entry in model.parameters])
    plain = PlainModel(found)
    for w in (0.3, 30.0, 3000.0):
        y, b = draw.uniform(0.2, 2.0, n), draw.standard_normal(n)
        jacobian = plain.jacobian(np.zeros(1), y[None], p[None])[0][0]
        want = np.linalg.solve(w * np.eye(n) - jacobian, b)
        got = np.array(solved(y, p, b, w))
        assert np.allclose(got, want, rtol=1e-9, atol=1e-12 * np.abs(want).max())


def test_a_root_of_zero_has_a_bounded_slope():
    graph = Graph()
    x, h = graph.symbol("x"), graph.symbol("h")
    slope = gradient(graph, graph.power(x, h), [x])[x]
    function = numpy_function(graph, [slope], {x: "x", h: "h"}, "x, h")
    assert np.isfinite(function(np.float64(0.0), np.float64(0.5))[0])
    assert float(function(np.float64(0.0), np.float64(1.0))[0]) == 1.0
    assert float(function(np.float64(0.0), np.float64(2.0))[0]) == pytest.approx(0.0, abs=1e-200)
    assert float(function(np.float64(-2.0), np.float64(2.0))[0]) == pytest.approx(-4.0)


def test_initial_values_follow_one_another_in_any_order():
    model = model_of(
        "start",
        {"x": ("2 * y + rule", "-x"), "y": ("k + time", "-y")},
        {"k": 3.0, "twice": "2 * x"},
        {"rule": "k * y"},
    )
    plain = PlainModel(system(model))
    p = np.array([[3.0, 0.0]])
    y = plain.start(p, np.array([1.0]))
    assert y.tolist() == [[2 * 4 + 12, 4.0]]
    assert p.tolist() == [[3.0, 40.0]]
