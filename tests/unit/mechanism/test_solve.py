"""Runs against closed forms: doses, samples, measures, decisions, failures."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import decay, model_of, robertson
from trephine.core.measure import TrajectoryMeasure
from trephine.mechanism.doses import doses_of
from trephine.mechanism.patients import typical
from trephine.mechanism.solution import RunStatus
from trephine.mechanism.solve import solve

DAYS = np.arange(0.0, 21.0)


def decayed(t, k=0.3):
    return np.where(t >= 0, np.exp(-k * np.maximum(t, 0.0)), 0.0)


def test_decay_and_doses_are_exact():
    model = decay()
    doses = doses_of(model, [[], [(2.0, "x", 1.0)], [(0.0, "x", 1.0), (5.0, "z", 2.0)]])
    found = solve(
        model,
        typical(model, 3),
        doses,
        start=0.0,
        end=20.0,
        names=("x", "both", "k2"),
        times=DAYS,
        rtol=1e-8,
    )
    assert np.allclose(found.of("x")[0], decayed(DAYS), rtol=1e-6)
    assert np.allclose(found.of("x")[1], decayed(DAYS) + decayed(DAYS - 2), rtol=1e-6)
    assert np.allclose(found.of("x")[2], 2 * decayed(DAYS), rtol=1e-6)
    assert found.of("both")[2, 5] - found.of("both")[0, 5] > 2, "a dose counts from its own time"
    assert np.allclose(found.of("k2"), 0.03)
    assert (found.status == RunStatus.DONE).all()
    assert found.given.times.tolist() == [[np.inf] * 2, [2.0, np.inf], [0.0, 5.0]]


def test_measures_are_those_of_the_grid():
    model = decay()
    kinds = ("peak", "time_of_peak", "area", "first_below", "last_above", "days_above")
    measures = [TrajectoryMeasure(id=kind, kind=kind, of="x", threshold=0.5) for kind in kinds]
    measures.append(TrajectoryMeasure(id="at", kind="value_at", of="x", low=3.0))
    found = solve(model, typical(model), start=0.0, end=20.0, measures=measures, rtol=1e-8)
    x = decayed(DAYS)
    area = float(np.sum((x[1:] + x[:-1]) / 2))
    assert np.allclose(found.measures[0], [1.0, 0.0, area, 3.0, 2.0, 3.0, x[3]], rtol=1e-6)
    assert found.values is None


def test_a_policy_gives_doses_where_it_says():
    model = decay()
    seen = []

    def policy(t, values, given, numbers):
        seen.append((t, len(numbers), np.isfinite(given.times).sum(axis=1).tolist()))
        return [(values["x"] < 0.5, "x", np.full(len(numbers), 1.0))]

    doses = doses_of(model, [[], [(2.0, "x", 1.0)]])
    found = solve(
        model,
        typical(model, 2),
        doses,
        start=0.0,
        end=20.0,
        names=("x",),
        times=DAYS,
        policy=policy,
        decide_at=(1.0, 3.0, 10.0),
        rtol=1e-8,
    )
    want = decayed(DAYS) + decayed(DAYS - 3) + decayed(DAYS - 10)
    assert np.allclose(found.of("x")[0], want, rtol=1e-6)
    assert found.given.times[:, :2].tolist() == [[3.0, 10.0], [2.0, 10.0]]
    assert seen == [(1.0, 2, [0, 0]), (3.0, 2, [0, 1]), (10.0, 2, [1, 1])]


def test_robertson_agrees_with_the_published_values():
    """Robertson's problem at t = 40 and 4000, as commonly printed to 4 digits and more."""
    found = solve(
        robertson(),
        typical(robertson()),
        start=0.0,
        end=4000.0,
        names=("a", "b", "c"),
        times=(40.0, 4000.0),
        rtol=1e-7,
    )
    want = [[0.7158271, 0.1832022], [9.185535e-6, 8.942362e-7], [0.2841638, 0.8167969]]
    assert np.allclose(found.values[0], want, rtol=1e-5)


def test_a_failure_is_counted_with_its_time():
    model = model_of("blow_up", {"x": (1.0, "k * x^2")}, {"k": 1.0})
    patients = typical(model, 2)
    patients.parameters[1, 0] = 0.01
    found = solve(
        model, patients, start=0.0, end=5.0, names=("x",), times=np.arange(6.0), rtol=1e-6
    )
    assert found.status[0] != RunStatus.DONE
    assert found.failed_at[0] == pytest.approx(1.0, abs=1e-3)
    assert np.isnan(found.values[0, 0, 2:]).all()
    assert found.status[1] == RunStatus.DONE
    assert np.isnan(found.failed_at[1])
    assert sum(found.failures().values()) == 1
