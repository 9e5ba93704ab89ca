"""Laws of a run: the same numbers whatever the threads, the order, the company or the block."""

import numpy as np
import pytest

from tests.unit.mechanism.listing import listing
from tests.unit.mechanism.small_models import model_of
from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.mechanism.doses import Doses, doses_of
from trephine.mechanism.kernel import run as running
from trephine.mechanism.patients import Patients, typical
from trephine.mechanism.policy import Decided, DecidedDose
from trephine.mechanism.reduce import reduce
from trephine.mechanism.solve import solve
from trephine.mechanism.symbolic.dormant import without_dormant

N = 37
TIMES = np.arange(-7.0, 61.0, 3.0)
MEASURES = [
    TrajectoryMeasure(id="peak", kind="peak", of="F"),
    TrajectoryMeasure(id="when", kind="time_of_peak", of="F"),
    TrajectoryMeasure(id="area", kind="area", of="C1", low=0.0),
    TrajectoryMeasure(id="low", kind="days_below", of="ANC", threshold=1.0),
    TrajectoryMeasure(id="gone", kind="first_below", of="TT", threshold=1.0),
]


@pytest.fixture(scope="module")
def cohort():
    model = listing()
    draw = np.random.default_rng(11)
    patients = typical(model, N)
    names = [entry.id for entry in model.parameters]
    for name in ("T0", "KE", "rhoE1", "kmax", "ANC0", "g"):
        column = names.index(name)
        patients.parameters[:, column] *= np.exp(0.4 * draw.standard_normal(N))
    rows = []
    for i in range(N):
        rows.append([(-5.0, "DL", 1.0), (-4.0, "DL", 1.0), (0.0, "R1", 0.1 + 0.02 * i)])
        rows[-1] += [(7.0 + 0.1 * i, "DS", 1.0)] * (i % 3)
    return model, patients, doses_of(model, rows)


def fever(now):
    """Give tocilizumab where there is much IFN-gamma, twice at most: looks at what was given.

    An hour later, every third patient at once; every fifth is not asked again for two days.
    """
    before = (now.given.targets == 28).sum(axis=1)
    mask = (now.values["F"] > 40.0) & (before < 2)
    amount, soon = 100.0 + 0.5 * (now.numbers % 7), now.numbers % 3 == 0
    return Decided(
        doses=[
            DecidedDose(mask=mask & soon, state="DT", amount=amount),
            DecidedDose(mask=mask & ~soon, state="DT", amount=amount, after=1 / 24),
        ],
        next_at=np.where(now.numbers % 5 == 0, now.t + 2.0, now.t),
    )


def compute(cohort, rows, *, threads=1, policy=None):
    model, patients, doses = cohort
    return solve(
        model,
        Patients(numbers=patients.numbers[rows], parameters=patients.parameters[rows]),
        Doses(times=doses.times[rows], targets=doses.targets[rows], amounts=doses.amounts[rows]),
        end=60.0,
        names=("F", "TT", "ANC", "DT"),
        times=TIMES,
        measures=MEASURES,
        threads=threads,
        policy=policy,
        decide_at=np.arange(0.0, 30.0, 0.25) if policy else None,
        rtol=1e-4,
    )


def same(a, b, rows):
    assert np.array_equal(a.values[rows], b.values)
    assert np.array_equal(a.measures[rows], b.measures, equal_nan=True)
    assert np.array_equal(a.steps[rows], b.steps)
    width = b.given.times.shape[1]
    assert np.array_equal(a.given.times[rows][:, :width], b.given.times)
    assert np.isinf(a.given.times[rows][:, width:]).all()
    assert np.array_equal(a.given.amounts[rows][:, :width], b.given.amounts)


@pytest.mark.parametrize("policy", [None, fever], ids=["schedule", "policy"])
def test_order_company_blocks_and_threads_change_no_bit(cohort, policy, monkeypatch):
    everyone = np.arange(N)
    whole = compute(cohort, everyone, policy=policy)
    assert (whole.status == 0).all()
    assert np.isfinite(whole.values).all()
    if policy:
        assert ((whole.given.targets == 28).sum(axis=1) == 2).any()
    shuffled = np.random.default_rng(5).permutation(N)
    same(whole, compute(cohort, shuffled, policy=policy), shuffled)
    for rows in ([20], [3, 30, 5], list(range(9, 20))):
        same(whole, compute(cohort, np.array(rows), policy=policy), rows)
    monkeypatch.setattr(running, "BLOCK", 5)
    monkeypatch.setattr(running, "DECIDED_BLOCK", 6)
    same(whole, compute(cohort, everyone, threads=3, policy=policy), everyone)


def test_a_policy_that_gives_nothing_changes_nothing(cohort):
    """Looking is free: dense output leaves the steps as they were."""
    everyone = np.arange(N)
    looked = compute(cohort, everyone, policy=lambda _: Decided())
    same(compute(cohort, everyone), looked, everyone)


def test_a_policy_dose_is_the_same_as_a_scheduled_one(cohort):
    """Within the tolerance: steps before a scheduled dose end at it, a policy's not."""
    model, patients, doses = cohort
    rows = np.arange(8)
    by_policy = compute(
        cohort,
        rows,
        policy=lambda now: Decided(
            doses=[DecidedDose(mask=np.full(8, now.t == 9.0), state="DT", amount=np.full(8, 130.0))]
        ),
    )
    lists = [
        [
            (t, model.states[target].id, amount)
            for t, target, amount in zip(
                doses.times[i], doses.targets[i], doses.amounts[i], strict=True
            )
            if np.isfinite(t)
        ]
        + [(9.0, "DT", 130.0)]
        for i in rows
    ]
    scheduled = compute((model, patients, doses_of(model, lists)), rows)
    assert np.array_equal(by_policy.given.times, scheduled.given.times)
    assert np.array_equal(by_policy.given.amounts, scheduled.given.amounts)
    assert np.allclose(by_policy.values, scheduled.values, rtol=2e-3, atol=1e-5)
    dosed = by_policy.of("DT")[:, TIMES > 9.0]
    assert (dosed > 0).all()


def test_measures_are_those_of_the_trajectory(cohort):
    """What is reduced on the fly is what the kept trajectory gives."""
    model, patients, doses = cohort
    grid = np.arange(-7.0, 61.0)
    kept = solve(
        model,
        patients,
        doses,
        end=60.0,
        names=[one.of for one in MEASURES],
        times=grid,
        measures=MEASURES,
        grid=grid,
    )
    for q, measure in enumerate(MEASURES):
        want = reduce(measure, grid, kept.values[:, q, :])
        assert np.allclose(kept.measures[:, q], want, rtol=1e-13, equal_nan=True), measure.id


def test_a_tighter_tolerance_comes_closer(cohort):
    model, patients, doses = cohort
    runs = [
        solve(
            model,
            patients,
            doses,
            end=40.0,
            names=("F", "TT", "E1"),
            times=TIMES[4:15],
            rtol=rtol,
        ).values
        for rtol in (1e-3, 1e-5, 1e-9)
    ]
    coarse, fine = ((np.abs(one - runs[-1]) / (np.abs(runs[-1]) + 1e-4)).max() for one in runs[:2])
    assert fine < 1e-3
    assert fine < coarse / 10


def two_products():
    """Return a model with a second product, fed by its own doses, that competes with the first."""
    return model_of(
        "pair",
        {
            "R1": (0.0, "-k * R1"),
            "C1": (0.0, "k * R1 + r * C1 * (1 - (C1 + C2) / K)"),
            "R2": (0.0, "-k * R2"),
            "C2": (0.0, "k * R2 + r * C2 * (1 - (C1 + C2) / K)"),
            "Y2": (1.0, "-s * C2 * Y2"),
            "drug": (0.0, "-k * drug"),
            "T": ("T0", "g * T * (1 - T / 9) - kill * (C1 + C2 * Y2) * T / (1 + drug)"),
        },
        {"k": 0.8, "r": 0.5, "K": 5.0, "s": 0.1, "T0": 2.0, "g": 0.05, "kill": 0.02},
        {"all": "C1 + C2 + drug"},
    )


def test_leaving_out_what_sleeps_changes_nothing_but_rounding():
    model = two_products()
    left = without_dormant(model, {"R1"})
    assert [entry.id for entry in left.states] == ["R1", "C1", "T"]
    assert [e.id for e in without_dormant(model, {"R1", "R2", "drug"}).states] == [
        entry.id for entry in model.states
    ]
    doses = doses_of(model, [[(0.0, "R1", 0.1)], [(1.0, "R1", 0.3)]])
    asked = {
        "start": -1.0,
        "end": 40.0,
        "names": ("T", "C1", "C2", "Y2", "all", "R2"),
        "times": np.arange(-1.0, 41.0),
        "rtol": 1e-9,
    }
    whole = solve(model, typical(model, 2), doses, **asked)
    fast = solve(model, typical(model, 2), doses, doses_into=("R1",), **asked)
    assert np.allclose(whole.values, fast.values, rtol=1e-6, atol=1e-9)
    assert (fast.of("Y2") == 1.0).all()
    assert np.array_equal(whole.given.targets, fast.given.targets)


def test_a_dose_that_was_not_named_is_refused():
    model = two_products()
    doses = doses_of(model, [[(0.0, "R1", 0.1), (3.0, "drug", 1.0)]])
    drug = DecidedDose(mask=np.ones(1, dtype=bool), state="drug", amount=np.ones(1))
    policy = {"policy": lambda _: Decided(doses=[drug])}
    for given, names, more in (
        (doses, ("R1",), {}),
        (doses, ("R1", "nothing"), {}),
        (None, ("R1",), {**policy, "decide_at": [2.0], "names": ("T",)}),
    ):
        with pytest.raises(InputError):
            solve(model, typical(model), given, end=9.0, doses_into=names, **more)
    found = solve(model, typical(model), doses, end=9.0, doses_into=("drug", "R1"))
    assert found.given.targets.tolist() == [[0, 5]]
