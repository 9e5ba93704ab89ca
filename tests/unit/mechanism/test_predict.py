"""Predictions: figures of arms, alone and against each other, and what cannot be asked."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.mechanism.small_run import MARK, MODEL, POPULATION, WORD, product, strategy
from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.prediction import Prediction, PredictionArm, PredictionCheck
from trephine.core.product import ParameterChange
from trephine.core.strategy import DoseCourse
from trephine.mechanism.predict import predict


def measure(kind, of, **more):
    return TrajectoryMeasure(id="m", kind=kind, of=of, **more)


def check(arm, kind, of, compare="value", over=None, **more):
    bounds = {key: more.pop(key) for key in ("above", "below", "against", "limit") if key in more}
    given = measure(kind, of, **more)
    return PredictionCheck(
        arm=arm, measure=given, compare=compare, reason=WORD, over=over, **bounds
    )


def prediction(arms, checks, **more):
    settings = {"id": "p", "number": 1, "origin": "mechanism", "days": 60.0, **more}
    return Prediction(
        text=WORD, at=(), product="first", arms=tuple(arms), checks=tuple(checks), **settings
    )


def run(*predictions):
    products = (product(), product("other", rho=2.0))
    shelf = (strategy("fast", g=0.06),)
    return predict(MODEL, POPULATION, predictions, products, shelf, (), seed=3)


def set_to(name, value):
    return ParameterChange(parameter=name, operation="set", value=value, mark=MARK)


BARE = PredictionArm(id="bare", share=0.0)


def test_untreated_tumour_grows_as_its_closed_form():
    """Without cells T' = g T: 0.03 a day for 67 days from 200, and the ratio to a faster one."""
    fast = PredictionArm(id="fast", strategies=("fast",), share=0.0)
    checks = [
        check("bare", "value_at", "T", low=60.0, above=1.0),
        check("fast", "value_at", "T", "ratio", against="bare", low=60.0, above=1.0),
        check("fast", "value_at", "T", "decades", against="bare", low=60.0, above=0.0),
        check("fast", "value_at", "T", "difference", against="bare", low=60.0, above=0.0),
        check("bare", "value_at", "T", "ratio", over=measure("value_at", "T", low=-7.0), low=60.0,
              above=1.0),
        check("bare", "value_at", "T", "decades", over=measure("value_at", "T", low=-7.0), low=60.0,
              above=0.0),
    ]  # fmt: skip
    (found,) = run(prediction([BARE, fast], checks))
    grown, faster = 200.0 * np.exp(0.03 * 67), 200.0 * np.exp(0.06 * 67)
    expected = [
        grown,
        faster / grown,
        np.log10(faster / grown),
        faster - grown,
        grown / 200.0,
        np.log10(grown / 200.0),
    ]
    assert found.figures == pytest.approx(expected, rel=2e-3)
    assert found.holds


def test_cells_doses_products_and_changes_reach_their_arm():
    dose = DoseCourse(state="N", amount=5.0, days=(1.0,), mark=MARK)
    arms = [
        PredictionArm(id="one"),
        PredictionArm(id="ten", share=10.0),
        PredictionArm(id="other", product="other"),
        PredictionArm(id="slow", changes=(set_to("rho", 0.1),)),
        PredictionArm(id="dosed", doses=(dose,)),
    ]
    checks = [
        check("ten", "value_at", "R1", "ratio", against="one", low=0.0, above=9.0),
        check("other", "peak", "R1", "ratio", against="one", above=1.1),
        check("slow", "peak", "R1", "ratio", against="one", below=0.9),
        check("dosed", "value_at", "N", "difference", against="one", low=1.0, above=4.9, below=5.1),
    ]
    (found,) = run(prediction(arms, checks))
    assert found.held == (True, True, True, True)


def test_a_bound_that_fails_is_told_from_one_that_holds():
    checks = [
        check("bare", "value_at", "T", low=0.0, above=1e6),
        check("bare", "value_at", "T", low=0.0, above=1.0, below=1e6),
    ]
    (found,) = run(prediction([BARE], checks))
    assert found.held == (False, True)
    assert not found.holds


def test_a_day_that_never_comes_is_late():
    checks = [
        check("bare", "first_below", "T", threshold=1.0, above=1000.0),
        check("bare", "first_below", "T", threshold=1.0, below=1000.0),
        check("bare", "last_above", "T", threshold=1e9, below=-1000.0),
    ]
    (found,) = run(prediction([BARE], checks))
    assert found.figures == (np.inf, np.inf, -np.inf)
    assert found.held == (True, False, True)


def test_share_of_a_cohort_and_common_random_numbers():
    arms = [PredictionArm(id="a"), PredictionArm(id="b")]
    checks = [
        check("a", "value_at", "T", "share", low=0.0, limit=1e9, above=1.0),
        check("a", "value_at", "T", "share", low=0.0, limit=1e-9, below=0.0),
        check("a", "value_at", "T", "ratio", against="b", low=30.0, above=1.0, below=1.0),
    ]
    (found,) = run(prediction(arms, checks, patients=5))
    assert found.figures == (1.0, 0.0, 1.0)
    assert found.holds


def test_predictions_together_give_what_each_gives_alone():
    peak = check("x", "peak", "R1", above=0.0)
    early = DoseCourse(state="N", amount=1.0, days=(-20.0,), mark=MARK)
    several = [
        prediction([BARE], [check("bare", "value_at", "T", low=30.0, above=0.0)], id="a"),
        prediction([PredictionArm(id="x")], [peak], id="b", days=20.0),
        prediction(
            [PredictionArm(id="y", doses=(early,)), PredictionArm(id="z")],
            [check("y", "value_at", "T", "ratio", against="z", low=-20.0, above=0.99, below=1.01)],
            id="c",
        ),
    ]
    together = run(*several)
    alone = [run(one)[0] for one in several]
    for one, other in zip(together, alone, strict=True):
        assert one.figures == pytest.approx(other.figures, rel=1e-3)
    assert [one.id for one in together] == ["a", "b", "c"]


def test_an_unknown_strategy_or_product_is_refused():
    asked = check("a", "peak", "T", above=0.0)
    with pytest.raises(InputError, match="no such product or strategy") as refusal:
        run(prediction([PredictionArm(id="a", strategies=("fsat",))], [asked]))
    assert "fast" in refusal.value.do.en
    with pytest.raises(InputError, match="no such product or strategy"):
        run(replace(prediction([PredictionArm(id="a")], [asked]), product="frist"))
