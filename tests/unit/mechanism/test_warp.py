"""The same model printed for NVIDIA Warp, on its CPU device, against compiled code."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import model_of
from trephine.core.error import InputError, MethodError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import ModelEvent
from trephine.mechanism.doses import doses_of
from trephine.mechanism.kernel import warp_run
from trephine.mechanism.kernel.run import KINDS
from trephine.mechanism.patients import typical
from trephine.mechanism.policy import Decided
from trephine.mechanism.solve import solve

warp = pytest.importorskip("warp")


def every_function():
    """Return a model that uses what the printer knows, with time in its rates."""
    return model_of(
        "wide",
        {
            "x": ("x0", "-k * x + 0.1 * cos(time) + half / 100"),
            "y": (1.0, "piecewise(x, x > 0.5 && time < 6, -0.2 * y) - 0.1 * y^h"),
            "z": (2.0, "-tanh(z) * (1 + 0.1 * min(x, y)) + 0.05 * (x + 0.5)^1.5"),
        },
        {"x0": 1.0, "k": 0.3, "h": 2.0, "half": "x0 / 2"},
        {
            "all": "ln(x + 2) + sqrt(z + 1) + abs(x - y) + floor(z) + max(x, y)",
            "more": "asinh(x) + acosh(z + 2) + atanh(x / 9) + x^3 + exp(-x) + 7 % (z + 3)",
            "flag": "piecewise(1, !(x < y) || x == 0, 0)",
        },
    )


def compute(device):
    model = every_function()
    n = 4
    patients = typical(model, n)
    patients.parameters[:, 0] = [1.0, 0.5, 2.0, 1.5]
    doses = doses_of(model, [[], [(1.0, "x", 1.0)], [(0.0, "y", 0.5), (2.5, "x", 3.0)], []])
    measures = [
        TrajectoryMeasure(id=kind, kind=kind, of="x", threshold=0.6, low=0.0) for kind in KINDS
    ]
    measures.append(TrajectoryMeasure(id="none", kind="first_above", of="x", threshold=1e9))
    return solve(
        model,
        patients,
        doses,
        start=-1.0,
        end=8.0,
        names=("x", "y", "z", "all", "more", "flag"),
        times=np.arange(-1.0, 9.0),
        measures=measures,
        grid=np.arange(-1.0, 8.1, 0.5),
        device=device,
    )


def test_warp_agrees_with_compiled_code():
    """Two printers of one graph: the steps are the same, values differ by rounding.

    Seen: 2e-13 on smooth rates, 2e-9 here, where a jump in a rate falls within a step.
    """
    here, there = compute("cpu"), compute("warp-cpu")
    assert (there.status == 0).all()
    assert here.steps.tolist() == there.steps.tolist()
    assert here.rejected.tolist() == there.rejected.tolist()
    assert np.allclose(here.values, there.values, rtol=1e-7, atol=1e-10)
    assert np.allclose(here.measures, there.measures, rtol=1e-7, atol=1e-10, equal_nan=True)
    assert np.array_equal(here.given.times, there.given.times)
    assert np.array_equal(here.given.targets, there.given.targets)


def test_failures_are_counted_there_too():
    model = model_of("blow_up", {"x": ("1 / a", "k * x^2")}, {"k": 1.0, "a": 1.0})
    patients = typical(model, 3)
    patients.parameters[:, 0] = [1.0, 0.01, 0.01]
    patients.parameters[:, 1] = [1.0, 1.0, 0.0]
    both = [
        solve(model, patients, start=0.0, end=5.0, names=("x",), times=(4.0,), device=device)
        for device in ("cpu", "warp-cpu")
    ]
    assert both[0].status.tolist() == both[1].status.tolist()
    assert np.allclose(both[0].failed_at, both[1].failed_at, equal_nan=True)
    assert np.isfinite(both[1].values[:, 0, 0]).tolist() == [False, True, False]


def test_what_a_device_does_not_do_is_refused():
    model = every_function()
    with pytest.raises(InputError):
        solve(model, typical(model), end=1.0, policy=lambda _: Decided(), device="warp-cpu")
    event = ModelEvent(id="e", trigger="time > 1", changes=(("x", "2"),))
    with_event = model_of("e", {"x": (1.0, "-k * x")}, {"k": 1.0}, events=(event,))
    with pytest.raises(InputError):
        solve(with_event, typical(with_event), end=1.0, device="cuda")


def test_a_missing_device_is_said(monkeypatch):
    if not warp.is_cuda_available():
        with pytest.raises(MethodError) as caught:
            compute("cuda")
        assert "CUDA" in caught.value.found
    monkeypatch.setattr(warp_run.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MethodError) as caught:
        compute("warp-cpu")
    assert "warp" in caught.value.found
