"""Patients are run ahead of the decision that is due; no number tells how far."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import model_of
from trephine.mechanism.doses import doses_of
from trephine.mechanism.kernel import run as running
from trephine.mechanism.patients import typical
from trephine.mechanism.policy import Decided, DecidedDose
from trephine.mechanism.solution import RunStatus
from trephine.mechanism.solve import solve

N = 40
MOMENTS = np.arange(0.0, 30.0, 0.3)


def oscillator():
    """Return a stiff relaxation oscillator with a drug: steps long and short, doses that matter."""
    return model_of(
        "oscillator",
        {
            "x": (1.0, "k * (y - x * x * x / 3 + x) + drug"),
            "y": (0.5, "-x / k"),
            "drug": (0.0, "-2 * drug"),
        },
        {"k": 5.0},
    )


def ward(shown):
    """Return a policy that looks, gives now and later, lets wait, calls back and ends."""

    def policy(now):
        n = len(now.numbers)
        x, asked = now.values["x"], now.asked
        shown.append((now.t, np.where(asked, x, np.nan), asked, now.given.times.copy()))
        doses = [
            DecidedDose(mask=asked & (x < -1.5), state="drug", amount=np.full(n, 0.7)),
            DecidedDose(mask=asked & (x > 1.7), state="drug", amount=np.full(n, 0.2), after=0.05),
            DecidedDose(mask=asked & (x > 1.8), state="drug", amount=np.full(n, 0.1), after=0.02),
            DecidedDose(mask=asked & (x > 1.9), state="drug", amount=np.full(n, 0.1), after=0.9),
        ]
        next_at = np.full(n, np.nan)
        next_at[asked & (now.numbers % 5 == 1) & (x > 0)] = now.t + 4.0
        next_at[(now.numbers % 5 == 1) & (round(now.t / 0.3) % 17 == 0)] = now.t
        ends = asked & (now.numbers % 7 == 3) & (now.t > 9) & (x < -1)
        return Decided(doses=doses, next_at=next_at, ends=ends)

    return policy


def run(ahead, monkeypatch, model=None):
    monkeypatch.setattr(running, "AHEAD", ahead)
    model = model or oscillator()
    patients = typical(model, N)
    patients.parameters[:, 0] *= np.exp(np.linspace(-1.0, 1.0, N))
    days = [[0.4 + i / 61 + 0.7 * k for k in range(30)] for i in range(N)]
    days = [sorted([*one, *MOMENTS[7:60:13]]) for one in days]
    planned = doses_of(model, [[(day, "drug", 0.3) for day in one] for one in days])
    shown = []
    found = solve(
        model,
        patients,
        planned,
        start=-1.0,
        end=40.0,
        policy=ward(shown),
        decide_at=MOMENTS,
        decide_on=("x",),
        rtol=1e-5,
    )
    return found, shown


@pytest.mark.parametrize("ahead", [2, 3, 16])
def test_how_far_patients_are_run_ahead_changes_no_bit(ahead, monkeypatch):
    one, seen = run(1, monkeypatch)
    many, looked = run(ahead, monkeypatch)
    for (t, x, asked, given), (u, y, told, had) in zip(seen, looked, strict=True):
        assert t == u
        assert np.array_equal(asked, told)
        assert np.array_equal(x, y, equal_nan=True), t
        assert np.array_equal(given, had), t
    assert np.array_equal(one.given.times, many.given.times)
    assert np.array_equal(one.given.amounts, many.given.amounts)
    whole = np.arange(N) % 7 != 3  # who ends has steps ahead of the end
    assert np.array_equal(one.steps[whole], many.steps[whole])
    assert (one.given.times < np.inf).sum() > 4 * N
    assert (~seen[50][2]).any()


def test_a_failure_ahead_is_none_where_a_dose_averts_it(monkeypatch):
    """x grows to infinity at t = 1; a brake given at 0.6 stops it, and one patient has none."""
    model = model_of("brake", {"x": (1.0, "k * x^2 - b * x"), "b": (0.0, "0")}, {"k": 1.0})
    found = []
    for ahead in (1, 8):
        monkeypatch.setattr(running, "AHEAD", ahead)
        shown = []

        def policy(now, shown=shown):
            shown.append(now.values["x"].copy())
            mask = np.array([True, False, True]) & now.asked & (abs(now.t - 0.6) < 1e-9)
            return Decided(doses=[DecidedDose(mask=mask, state="b", amount=np.full(3, 9.0))])

        one = solve(
            model,
            typical(model, 3),
            start=0.0,
            end=2.0,
            policy=policy,
            decide_at=np.round(np.arange(0.0, 2.0, 0.1), 9),
            decide_on=("x",),
        )
        found.append((one, np.array(shown)))
    (one, seen), (many, looked) = found
    assert one.status.tolist() == many.status.tolist()
    assert one.status[0] == one.status[2] == RunStatus.DONE != one.status[1]
    assert one.failed_at[1] == many.failed_at[1]
    assert np.array_equal(seen[:, [0, 2]], looked[:, [0, 2]])
    assert np.array_equal(seen[:10], looked[:10])
