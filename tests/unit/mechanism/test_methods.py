"""The Rosenbrock methods' coefficients against the order conditions, and their order in use."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import model_of
from trephine.mechanism.kernel.methods import METHODS
from trephine.mechanism.kernel.plain import PlainModel, plain_step
from trephine.mechanism.symbolic.system import system


def tables(method):
    """Return alpha, beta = alpha + gamma and b of the classical form (Hairer, Wanner, IV.7)."""
    s = method.stages
    lower = np.zeros((s, s))
    a = np.zeros((s, s))
    for i in range(s):
        lower[i, : len(method.C[i])] = method.C[i]
        a[i, : len(method.a[i])] = method.a[i]
    gamma = np.linalg.inv(np.eye(s) / method.gamma - lower)
    weights = a[-1].copy()
    weights[-1] += 1.0
    return a @ gamma, a @ gamma + gamma, weights @ gamma, gamma


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_order_conditions(method):
    """The conditions up to order 4 (all of them: eight trees); order 5 is seen in use below."""
    alpha, beta, b, gamma = tables(method)
    c, d = alpha.sum(axis=1), beta.sum(axis=1)
    trees = {
        1: [(b.sum(), 1)],
        2: [(b @ d, 1 / 2)],
        3: [(b @ c**2, 1 / 3), (b @ beta @ d, 1 / 6)],
        4: [
            (b @ c**3, 1 / 4),
            (b @ (c * (alpha @ d)), 1 / 8),
            (b @ beta @ c**2, 1 / 12),
            (b @ beta @ beta @ d, 1 / 24),
        ],
    }
    for order, conditions in trees.items():
        if order <= method.order:
            for left, right in conditions:
                assert left == pytest.approx(right, abs=2e-12), f"order {order}"
    assert np.allclose(c, method.c, atol=2e-13)
    assert np.allclose(gamma.sum(axis=1), method.d, atol=2e-13)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_stiffly_accurate_and_damping_infinitely_stiff_parts(method):
    """The last stage is the new value: an infinitely stiff part is gone after one step."""
    _, beta, b, _ = tables(method)
    assert np.allclose(beta[-1], b, atol=1e-12)
    at_infinity = 1.0 - b @ np.linalg.inv(beta) @ np.ones(method.stages)
    assert at_infinity == pytest.approx(0.0, abs=1e-10)


def problem():
    model = model_of(
        "test",
        {
            "x": (0.1, "x * (1 - x) * cos(time)"),
            "y": (1.0, "-x * y + z"),
            "z": (0.5, "y^2 - z"),
        },
        {"k": 1.0},
    )
    return PlainModel(system(model))


def walk(model, method, n, share):
    """Return the new value, the embedded one and dense output at a share of the last step."""
    y, t, h, p = np.array([[0.1, 1.0, 0.5]]), np.zeros(1), np.full(1, 1.0 / n), np.ones((1, 1))
    for _ in range(n):
        old = y
        y, error, dense = plain_step(model, method, t, h, y, p)
        t = t + h
    bend = dense[-1]
    for one in reversed(dense[:-1]):
        bend = one + share * bend
    within = (1 - share) * old + share * (y + (1 - share) * bend)
    return y[0], (y - error)[0], within[0]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_order_in_use(method):
    """A smooth problem with time in it: errors fall with the step as the order says.

    Dense output is read in the last step, so its own error (one order more there) is seen with the
    walk's. 1/n from 1/12 to 1/48; the finest run of Rodas5P stays above rounding.
    """
    model = problem()
    best = METHODS["rodas5p"]
    true = walk(model, best, 1024, 1.0)[0]
    orders = []
    for n in (12, 48):
        new, _, _ = walk(model, method, n, 0.4)
        orders.append(np.abs(new - true).max())
    assert np.log(orders[0] / orders[1]) / np.log(4) > method.order - 0.35
    inside = []
    for n in (12, 48):
        t = 1.0 - 0.6 / n
        fine = walk_to(model, best, t)
        inside.append(np.abs(walk(model, method, n, 0.4)[2] - fine).max())
    assert np.log(inside[0] / inside[1]) / np.log(4) > min(method.order, 4) - 0.5


def walk_to(model, method, end):
    y, t, n = np.array([[0.1, 1.0, 0.5]]), np.zeros(1), 700
    h = np.full(1, end / n)
    for _ in range(n):
        y, _, _ = plain_step(model, method, t, h, y, np.ones((1, 1)))
        t = t + h
    return y[0]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_error_estimate_falls_with_its_own_order(method):
    model = problem()
    sizes = []
    for n in (16, 64):
        y, t = np.array([[0.1, 1.0, 0.5]]), np.zeros(1)
        _, error, _ = plain_step(model, method, t, np.full(1, 1.0 / n), y, np.ones((1, 1)))
        sizes.append(np.abs(error).max())
    assert np.log(sizes[0] / sizes[1]) / np.log(4) > method.error_order + 1 - 0.4
