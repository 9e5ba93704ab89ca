"""Runs against closed forms: doses, samples, measures, decisions, failures."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import decay, model_of, robertson
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import ModelEvent
from trephine.mechanism.doses import doses_of
from trephine.mechanism.patients import typical
from trephine.mechanism.policy import Decided, DecidedDose
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

    def policy(now):
        n = len(now.numbers)
        seen.append((now.t, n, np.isfinite(now.given.times).sum(axis=1).tolist()))
        return Decided(
            doses=[DecidedDose(mask=now.values["x"] < 0.5, state="x", amount=np.ones(n))]
        )

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


def ball():
    """Return a ball that bounces: a state-triggered event that sets two states."""
    return model_of(
        "ball",
        {"height": (10.0, "speed"), "speed": (0.0, "-g")},
        {"g": 9.81, "bounces": 0.0},
        events=(
            ModelEvent(
                id="bounce",
                trigger="height <= 0 && speed < 0",
                changes=(
                    ("height", "0"),
                    ("speed", "-0.8 * speed"),
                    ("bounces", "bounces + 1"),
                ),
            ),
        ),
    )


def test_an_event_happens_when_its_condition_turns_true():
    model = ball()
    times = np.array([1.0, 1.4, 1.5, 2.0, 4.0])
    found = solve(
        model,
        typical(model, 2),
        start=0.0,
        end=4.0,
        names=("height", "speed", "bounces"),
        times=times,
        measures=[TrajectoryMeasure(id="low", kind="trough", of="height")],
        grid=times,
        rtol=1e-8,
    )
    fall = np.sqrt(20.0 / 9.81)
    up = 0.8 * 9.81 * fall
    second = fall + 2 * up / 9.81
    third = second + 2 * 0.8 * up / 9.81

    def height(t):
        if t < fall:
            return 10 - 4.905 * t * t
        if t < second:
            return up * (t - fall) - 4.905 * (t - fall) ** 2
        assert t < third
        return 0.8 * up * (t - second) - 4.905 * (t - second) ** 2

    assert np.allclose(found.of("height")[0], [height(t) for t in times], rtol=1e-7)
    assert found.of("bounces")[0].tolist() == [0.0, 0.0, 1.0, 1.0, 2.0]
    assert found.measures[1, 0] == pytest.approx(min(height(t) for t in times), rel=1e-7)


@pytest.mark.parametrize("at_start", [True, False])
def test_a_condition_true_from_the_start_counts_if_it_should(at_start):
    event = ModelEvent(id="once", trigger="time >= 0", changes=(("x", "x + 5"),), at_start=at_start)
    later = ModelEvent(id="later", trigger="time > 2 || x > 100", changes=(("k", "0"),))
    model = model_of("two", {"x": (1.0, "-k * x")}, {"k": 0.5}, events=(event, later))
    found = solve(
        model, typical(model), start=0.0, end=4.0, names=("x",), times=(0.0, 1.0, 4.0), rtol=1e-8
    )
    first = 6.0 if at_start else 1.0
    want = [first, first * np.exp(-0.5), first * np.exp(-1.0)]
    assert np.allclose(found.of("x")[0], want, rtol=1e-6)


def test_a_policy_gives_later_lets_wait_and_ends():
    """0 gets a dose half a day on; 1 waits to day 9, then for ever; the run of 2 ends on day 3."""
    model, asked = decay(), []

    def policy(now):
        asked.append((now.t, now.asked.tolist()))
        return Decided(
            doses=[
                DecidedDose(
                    mask=np.array([now.t == 2.0, False, False]),
                    state="x",
                    amount=np.ones(3),
                    after=0.5,
                )
            ],
            next_at=np.where(np.arange(3) == 1, 8.5 if now.t < 9.0 else np.inf, now.t),
            ends=np.array([False, False, now.t == 3.0]),
        )

    found = solve(
        model, typical(model, 3), start=0.0, end=20.0, names=("x",), times=DAYS, policy=policy,
        decide_at=(1.0, 2.0, 3.0, 9.0, 10.0), rtol=1e-8,
    )  # fmt: skip
    assert asked == [
        (1.0, [True, True, True]),
        (2.0, [True, False, True]),
        (3.0, [True, False, True]),
        (9.0, [True, True, False]),
        (10.0, [True, False, False]),
    ]
    assert found.given.times.tolist() == [[2.5], [np.inf], [np.inf]]
    assert np.allclose(found.of("x")[0], decayed(DAYS) + decayed(DAYS - 2.5), rtol=1e-6)
    assert np.allclose(found.of("x")[1], decayed(DAYS), rtol=1e-6)
    ended = found.of("x")[2]
    assert np.isnan(ended[DAYS > 10.0]).all()
    assert np.allclose(ended[DAYS < 3.0], decayed(DAYS[DAYS < 3.0]), rtol=1e-6)
    assert (found.status == 0).all()


def test_events_doses_and_a_policy_go_together():
    model = model_of(
        "mixed",
        {"x": (1.0, "-k * x")},
        {"k": 0.5},
        events=(ModelEvent(id="stop", trigger="x < 0.5", changes=(("k", "0"),)),),
    )
    found = solve(
        model,
        typical(model, 2),
        doses_of(model, [[], [(3.0, "x", 1.0)]]),
        start=0.0,
        end=6.0,
        names=("x",),
        times=(1.0, 2.0, 3.0, 6.0),
        policy=lambda now: Decided(
            doses=[DecidedDose(mask=now.values["x"] < 1.0, state="x", amount=np.full(2, 2.0))]
        ),
        decide_at=(4.0,),
        rtol=1e-8,
    )
    assert np.allclose(found.of("x")[0], [np.exp(-0.5), 0.5, 0.5, 2.5], rtol=1e-6)
    assert np.allclose(found.of("x")[1], [np.exp(-0.5), 0.5, 1.5, 1.5], rtol=1e-6)
    assert found.given.times.tolist() == [[4.0], [3.0]]


def test_events_without_end_are_a_failure_not_a_hang():
    events = (
        ModelEvent(id="up", trigger="x > 0 && y < 1", changes=(("y", "2"),)),
        ModelEvent(id="down", trigger="y > 1", changes=(("y", "0"),)),
    )
    model = model_of("loop", {"x": (-1.0, "1"), "y": (0.0, "0")}, {"k": 1.0}, events=events)
    found = solve(model, typical(model), start=0.0, end=2.0)
    assert found.status[0] == RunStatus.TOO_MANY_EVENTS
    assert found.failed_at[0] == pytest.approx(1.0)
