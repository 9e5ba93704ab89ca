"""Antimony text as a model: what becomes a state, a parameter, an assignment, an event."""

import math

import pytest

from trephine.core.error import InputError
from trephine.interop.read_antimony import read_antimony

TEXT = """
model foo()
  const k1, k2, pi2; var x, y;
  k2 = k1 * 2 + log(3) + log10(k1); pi2 = pi;
  x' = -k1*x + y*time - (x > 3);
  y := exp(-x) + pow(x, 2) + piecewise(1, x > 2, 3);
  x = 3*k1;
  compartment C = 2; species S in C, Q in C;
  J: S -> 2 Q; k*S; k = 0.3; S = 10; Q = S/4
  at time >= 3: S = S + 1
  lambda = 3; int = 4
end
"""


def test_constructs_become_the_parts_of_a_model():
    model = read_antimony(TEXT, "foo.ant")
    states = {entry.id: (entry.initial, entry.rate) for entry in model.states}
    assert states == {
        "x": ("3 * k1", "-k1 * x + y * time - piecewise(1, x > 3, 0)"),
        "S": ("10", "-J / C"),
        "Q": ("10 / 4", "2 * J / C"),
    }
    assert {entry.id: entry.formula for entry in model.assignments} == {
        "y": "exp(-x) + x^2 + piecewise(1, x > 2, 3)",
        "J": "k * S",
    }
    assert model.parameter("k2").formula == "k1 * 2 + ln(3) + log10(k1)"
    assert math.isnan(model.parameter("k1").value)
    assert model.parameter("pi2").value == math.pi
    assert model.parameter("lambda").value == 3
    (event,) = model.events
    assert (event.trigger, event.changes) == ("time >= 3", (("S", "S + 1"),))


def test_an_error_names_the_line():
    with pytest.raises(InputError) as error:
        read_antimony("model foo()\n  x = 1\n  z = x +* 3\nend", "foo.ant")
    assert error.value.where == "foo.ant:3"
