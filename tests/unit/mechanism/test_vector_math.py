"""The elementary functions of compiled code, in units of the last place."""

import ctypes
import math

import mpmath
import numpy as np
import pytest

from tests.unit.mechanism.small_models import model_of
from trephine.mechanism.kernel.compile import compiled, has_avx512
from trephine.mechanism.kernel.vector_math import LANES, V, vector_math
from trephine.mechanism.patients import typical
from trephine.mechanism.solve import solve

EPSILON = 2.0**-53


def function(name):
    def text():
        lines = [
            f"define void @{name}(ptr %p) #0 {{",
            f"  %x = load {V}, ptr %p, align 64",
            f"  %y = call {V} @t_{name}({V} %x)",
            f"  store {V} %y, ptr %p, align 64",
            "  ret void",
            "}",
        ]
        return "\n".join(lines), {}

    code = compiled(f"test {name}", (name,), text)
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(code.addresses[name])

    def apply(x):
        plain = np.zeros(2 * LANES)
        first = (-plain.ctypes.data // 8) % 8
        lane = plain[first : first + LANES]
        found = []
        for i in range(0, len(x), LANES):
            lane[: len(x[i : i + LANES])] = x[i : i + LANES]
            call(lane.ctypes.data)
            found += lane[: len(x[i : i + LANES])].tolist()
        return found

    return apply


RANGES = {
    "exp": (mpmath.exp, (-690.0, 690.0), (-1.0, 1.0), (-1e-9, 1e-9)),
    "log": (mpmath.log, (1e-300, 1e300), (0.5, 2.0), (0.999, 1.001)),
    "rcp": (lambda x: 1 / x, (1e-290, 1e290), (1.0, 2.0), (-5.0, -0.1)),
}


@pytest.mark.parametrize("name", RANGES)
def test_within_an_ulp_and_a_half_of_the_true_value(name):
    exact, *ranges = RANGES[name]
    apply = function(name)
    draw = np.random.default_rng(7)
    mpmath.mp.prec = 120
    for low, high in ranges:
        wide = low > 0 and high / low > 1e6
        x = (
            np.exp(draw.uniform(math.log(low), math.log(high), 2000))
            if wide
            else draw.uniform(low, high, 2000)
        )
        worst = 0.0
        for a, b in zip(x, apply(x), strict=True):
            true = exact(mpmath.mpf(a))
            worst = max(worst, float(abs((mpmath.mpf(b) - true) / true)))
        assert worst < 3 * EPSILON, f"{name} on {low:g} to {high:g}: {worst / EPSILON:.2f} units"


def test_where_they_end():
    inf, nan = math.inf, math.nan
    assert function("exp")([inf, -inf, 800.0, -800.0, 0.0]) == [inf, 0.0, inf, 0.0, 1.0]
    assert function("log")([inf, 0.0, 1.0]) == [inf, -inf, 0.0]
    assert function("rcp")([inf, -inf, 0.0, -0.0]) == [0.0, -0.0, inf, -inf]
    assert all(math.isnan(one) for one in function("log")([-1.0, nan]))
    assert all(math.isnan(function(name)([nan])[0]) for name in RANGES)


def test_powers_of_any_base():
    """x^h by logarithms: a whole power of a negative number keeps its sign, x^0 is 1."""
    bases = {"zero": 0.0, "small": 1e-12, "low": -1.5, "high": 700.0}
    model = model_of(
        "powers",
        {"y": (0.0, "0")},
        {**bases, "h": 2.5, "two": 2.0, "three": 3.0, "nil": 0.0},
        {
            f"{base}_{power}": f"{base}^{power}"
            for base in bases
            for power in ("h", "two", "three", "nil")
        },
    )
    names = tuple(one.id for one in model.assignments)
    found = solve(model, typical(model), start=0.0, end=1.0, names=names, times=(1.0,))
    exponents = {"h": 2.5, "two": 2.0, "three": 3.0, "nil": 0.0}
    for name, value in zip(names, found.values[0, :, 0], strict=True):
        base, power = name.split("_")
        x, h = bases[base], exponents[power]
        if x < 0 and h == 2.5:
            assert math.isnan(value)
        else:
            assert value == pytest.approx(x**h, rel=2e-14, abs=1e-290)


def test_the_divider_is_avoided_only_where_the_guess_exists():
    assert ("rcp14" in vector_math(fast_reciprocal=True)) is True
    assert "fdiv" in vector_math(fast_reciprocal=False)
    assert isinstance(has_avx512(), bool)
