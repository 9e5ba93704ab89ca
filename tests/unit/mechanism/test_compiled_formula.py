"""A compiled formula gives, bit for bit, what evaluate gives, and refuses what it refuses."""

import numpy as np
import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.evaluate import evaluate, names_in

X = np.array([1.0, 2.0, 4.0, np.nan, -0.5])
VALUES = {"x": X, "kind": np.array(["IgG", "IgA", "IgG", "", "IgA"]), "t": True, "b": X > 1, "k": 3}
OWN = [one.formula for one in library.readouts().readouts]
OWN += [one.when for one in library.readouts().readouts if one.when]
OWN += [one.formula for one in library.readouts().terms]
OWN += [one.formula for one in library.readouts().doses if one.formula]
OWN += [library.readouts().infection.hazard]


def same(one, other):
    np.testing.assert_array_equal(one, other)
    assert np.asarray(one).dtype == np.asarray(other).dtype


@pytest.mark.filterwarnings("ignore:.*encountered")
@pytest.mark.parametrize(
    "formula",
    [
        "2*x^2 - 1",
        "-x^2",
        "x*exp(-0.5*(x - 2))",
        "ln(x)/ln(2)",
        "log10(100)*x",
        "min(x, 3) + max(x, 2, 1) + min(k)",
        '1 + 9*(kind == "IgA") + (kind != "IgG")',
        "piecewise(0, x < 2, 5, b, 7)",
        "piecewise(0, (x < 2) + (x > 3) > 0, 5)",
        "piecewise(k)",
        "x*t - b + (b - t)",
        "(1 < 2) + (x >= 2) * (x <= 4)",
        "sqrt(x*x) + floor(x/2) + abs(-x)",
        "1e999 * x",
        " + ".join(["x"] * 300),
        "3",
    ],
)
def test_equal_to_evaluate(formula):
    same(compiled_formula(formula, "here")(VALUES), evaluate(formula, VALUES, "here"))


@pytest.mark.parametrize("formula", sorted(set(OWN)))
def test_every_formula_of_the_readouts(formula):
    chance = np.random.default_rng(3)
    values = {name: np.exp(chance.normal(0, 3, 500)) for name in sorted(names_in(formula))}
    values["light_chain"] = chance.choice(["kappa", "lambda"], 500)
    same(compiled_formula(formula, "here")(values), evaluate(formula, values, "here"))


@pytest.mark.parametrize(
    "formula",
    ["x +", "log(x)", "x.real", "__import__('os')", "[x for x in y]", "x if t else 1", "1 < x < 2",
     "x and t", "lambda: 1", "exp(x, 2)", "piecewise(1, x)", "x = 1", "exp(x=1)", "(x)(x)", "None",
     "max(*x)", "_where(x, x, x)", "values", "not x", "x is t", "b'x'", "1j", "f'{x}'"],
)  # fmt: skip
def test_refuses_what_evaluate_refuses(formula):
    with pytest.raises(InputError) as expected:
        evaluate(formula, VALUES, "there")
    with pytest.raises(InputError) as raised:
        compiled_formula(formula, "there")(VALUES)
    assert str(raised.value) == str(expected.value)


def test_an_unknown_name_is_named_when_called():
    function = compiled_formula("x + burden", "here")
    with pytest.raises(InputError) as raised:
        function(VALUES)
    assert raised.value.found == "burden in x + burden"
