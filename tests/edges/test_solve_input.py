"""Input to a run that cannot be is refused with what, where, what was found and what to do."""

import numpy as np
import pytest

from tests.unit.mechanism.small_models import decay, model_of
from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import ModelEvent, ModelParameter
from trephine.core.text import both_of
from trephine.mechanism.doses import Doses, doses_of
from trephine.mechanism.patients import Patients, typical
from trephine.mechanism.policy import Decided, DecidedDose
from trephine.mechanism.solution import RunStatus
from trephine.mechanism.solve import solve
from trephine.mechanism.symbolic.system import system


def refused(found_in="", **changes):
    model = changes.pop("model", decay())
    patients = changes.pop("patients", typical(model, 2))
    doses = changes.pop("doses", None)
    with pytest.raises(InputError) as caught:
        solve(model, patients, doses, **{"start": 0.0, "end": 10.0, **changes})
    error = caught.value
    assert found_in in error.found
    assert error.where
    assert error.render("zh") != error.render("en")


def one_dose(**changes):
    parts = {"times": [[1.0, 2.0]] * 2, "targets": [[0, 1]] * 2, "amounts": [[1.0, 1.0]] * 2}
    parts |= changes
    return Doses(
        times=np.array(parts["times"], dtype=float),
        targets=np.array(parts["targets"], dtype=np.int32),
        amounts=np.array(parts["amounts"], dtype=float),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"times": [[2.0, 1.0]] * 2},
        {"times": [[np.nan, 1.0]] * 2},
        {"times": [[-3.0, 1.0]] * 2},
        {"times": [[-np.inf, 1.0]] * 2},
        {"times": [[np.inf, 1.0]] * 2},
        {"targets": [[0, 2]] * 2},
        {"targets": [[-1, 0]] * 2},
        {"amounts": [[-1.0, 1.0]] * 2},
        {"amounts": [[np.nan, 1.0]] * 2},
        {"amounts": [[np.inf, 1.0]] * 2},
        {"amounts": [[1.0]] * 2},
        {"times": [[1.0, 2.0]], "targets": [[0, 1]], "amounts": [[1.0, 1.0]]},
    ],
    ids=repr,
)
def test_an_impossible_dose(changes):
    refused(doses=one_dose(**changes))


def test_an_unknown_state_to_dose():
    with pytest.raises(InputError) as caught:
        doses_of(decay(), [[(1.0, "xx", 1.0)]])
    assert caught.value.found == "xx"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_parameter_that_is_no_number(value):
    patients = typical(decay(), 2)
    patients.parameters[1, 1] = value
    refused(patients=patients)


def test_a_parameter_out_of_its_range():
    model = decay()
    held = [
        ModelParameter(id=p.id, label=both_of(p.id), value=p.value, unit="1/d", low=0.0, high=5.0)
        if p.id == "k"
        else p
        for p in model.parameters
    ]
    model = type(model)(id=model.id, label=model.label, states=model.states, parameters=tuple(held))
    for value in (-0.1, 5.1):
        refused(f"{value:g} 1/d", model=model, patients=typical(model, 1, k=value))


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (6,)])
def test_parameters_of_another_shape(shape):
    refused(patients=Patients(numbers=np.arange(2), parameters=np.ones(shape)))


def test_parameters_that_are_not_float64():
    refused("float32", patients=Patients(numbers=np.arange(2), parameters=np.ones((2, 3), "f4")))


@pytest.mark.parametrize(
    "changes",
    [
        {"names": ["y"]},
        {"measures": [TrajectoryMeasure(id="m", kind="peak", of="y")]},
        {"policy": lambda _: Decided(), "decide_at": [1.0], "decide_on": ["y"]},
        {"end": -1.0},
        {"end": np.nan},
        {"rtol": 0.0},
        {"rtol": -1e-3},
        {"names": ["x"], "times": [2.0, 1.0]},
        {"names": ["x"], "times": [-1.0, 1.0]},
        {"names": ["x"], "times": [1.0, 11.0]},
        {"names": ["x"], "times": [1.0, np.nan]},
        {"measures": [TrajectoryMeasure(id="m", kind="peak", of="x")], "grid": [3.0, 3.0]},
        {"policy": lambda _: Decided(), "decide_at": [20.0]},
        {"device": "tpu"},
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked(changes):
    refused(**changes)


def test_a_policy_that_doses_an_unknown_state():
    refused(
        "nothing",
        names=["x"],
        policy=lambda _: Decided(
            doses=[DecidedDose(mask=np.ones(2, dtype=bool), state="nothing", amount=np.ones(2))]
        ),
        decide_at=[1.0],
    )


@pytest.mark.parametrize("amount", [-1.0, np.nan, np.inf])
def test_a_policy_that_gives_an_impossible_dose(amount):
    refused(
        names=["x"],
        policy=lambda _: Decided(
            doses=[DecidedDose(mask=np.ones(2, dtype=bool), state="x", amount=np.full(2, amount))]
        ),
        decide_at=[1.0],
    )


def test_a_policy_whose_answer_has_another_shape():
    refused(
        names=["x"],
        policy=lambda _: Decided(
            doses=[DecidedDose(mask=np.ones(3, dtype=bool), state="x", amount=np.ones(3))]
        ),
        decide_at=[1.0],
    )


def test_nobody_is_a_run_of_nobody():
    model = decay()
    found = solve(model, typical(model, 0), end=5.0, names=("x",), times=(1.0, 2.0))
    assert found.values.shape == (0, 1, 2)
    assert found.status.shape == (0,)
    assert found.given.times.shape[0] == 0


def test_a_start_that_is_not_finite_is_a_status():
    model = model_of("start", {"x": ("1 / a", "-x")}, {"a": 1.0})
    patients = typical(model, 3)
    patients.parameters[1, 0] = 0.0
    found = solve(model, patients, start=0.0, end=1.0, names=("x",), times=(0.0, 1.0))
    assert found.status.tolist() == [0, RunStatus.BAD_START, 0]
    assert found.failed_at[1] == 0.0
    assert np.isnan(found.values[1]).all()
    assert np.isfinite(found.values[[0, 2]]).all()


@pytest.mark.parametrize(
    ("states", "parameters", "rules", "events"),
    [
        ({"x": (1.0, "-k * y")}, {"k": 1.0}, {}, ()),
        ({"x": ("y", "-x"), "y": ("x", "-y")}, {"k": 1.0}, {}, ()),
        ({"x": (1.0, "-x")}, {"x": 1.0}, {}, ()),
        ({"x": (1.0, "-x")}, {"k": "q"}, {}, ()),
        ({"x": (1.0, "-x")}, {"k": 1.0}, {"a": "b", "b": "x"}, ()),
        (
            {"x": (1.0, "-x")},
            {"k": 1.0},
            {},
            (ModelEvent(id="e", trigger="x <", changes=(("x", "1"),)),),
        ),
    ],
    ids=["unknown", "circle", "twice", "formula", "order", "trigger"],
)
def test_a_model_that_cannot_be_read(states, parameters, rules, events):
    with pytest.raises(InputError):
        system(model_of("bad", states, parameters, rules, events))
