"""Formulas over columns of patients, and what is refused in them."""

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.mechanism.evaluate import evaluate, names_in

VALUES = {"x": np.array([1.0, 2.0, 4.0]), "kind": np.array(["IgG", "IgA", "IgG"]), "t": True}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2*x^2 - 1", [1, 7, 31]),
        ("-x^2", [-1, -4, -16]),
        ("x*exp(-0.5*(x - 2))", [np.exp(0.5), 2, 4 * np.exp(-1)]),
        ("ln(x)/ln(2)", [0, 1, 2]),
        ("log10(100)*x", [2, 4, 8]),
        ("min(x, 3) + max(x, 2, 1)", [3, 4, 7]),
        ('1 + 9*(kind == "IgA")', [1, 10, 1]),
        ("piecewise(0, x < 2, 5, x < 3, 7)", [0, 5, 7]),
        ("x*t", [1, 2, 4]),
        ("sqrt(x*x) + floor(x/2) + abs(-x)", [2, 5, 10]),
    ],
)
def test_values(formula: str, expected: list[float]) -> None:
    assert np.asarray(evaluate(formula, VALUES, "here")) == pytest.approx(expected)


@pytest.mark.parametrize(
    "formula",
    [
        "x +",
        "log(x)",
        "x.real",
        "__import__('os')",
        "[x for x in y]",
        "x if t else 1",
        "1 < x < 2",
        "x and t",
        "lambda: 1",
        "exp(x, 2)",
        "piecewise(1, x)",
        "x = 1",
        "exp(x=1)",
        "(x)(x)",
        "None",
    ],
)
def test_other_things_are_refused(formula: str) -> None:
    with pytest.raises(InputError) as raised:
        evaluate(formula, VALUES, "effect on g")
    assert raised.value.where == "effect on g"
    assert formula in raised.value.found


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(InputError) as raised:
        evaluate("x + burden", VALUES, "here")
    assert raised.value.found == "burden in x + burden"


def test_names() -> None:
    assert names_in("exp(x)*piecewise(y, z > 1, exp)") == {"x", "y", "z", "exp"}
