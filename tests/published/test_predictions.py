"""The predictions of the mechanism and of the papers, each with a direction and a least effect.

All arms run at once: on the typical patient, or on a small cohort with common random numbers. The
arms, bounds and reasons stand in library/predictions and on the page of predictions.
"""

import pytest

from trephine import library
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.model_of import model
from trephine.library.population_table import populations
from trephine.library.product_table import products
from trephine.mechanism.predict import PredictionResult, predict

PREDICTIONS = {one.id: one for one in library.predictions()}


@pytest.fixture(scope="module")
def results() -> dict[str, PredictionResult]:
    found = predict(
        model("bcma_cart"),
        populations()[0],
        tuple(PREDICTIONS.values()),
        products(),
        library.strategies(),
        lymphodepletions(),
        seed=7,
        rtol=1e-4,
    )
    return {one.id: one for one in found}


def cases():
    for name, one in PREDICTIONS.items():
        honest = pytest.mark.xfail(strict=True, reason=one.fails.en) if one.fails else ()
        yield pytest.param(name, marks=honest)


@pytest.mark.parametrize("name", list(cases()))
def test_prediction_holds(name, results):
    one, found = PREDICTIONS[name], results[name]
    said = [
        f"{'ok' if held else 'NO'} {check.arm} / {check.against or '-'}: {check.measure.kind} of "
        f"{check.measure.of}, {check.compare} {figure:.4g}, bounds {check.above} {check.below}"
        for check, figure, held in zip(one.checks, found.figures, found.held, strict=True)
    ]
    assert found.holds, "\n".join([one.text.en, *said])


def test_all_38_are_here_and_every_bound_has_its_reason():
    numbers = {one.number for one in PREDICTIONS.values()}
    assert set(range(1, 39)) <= numbers
    for one in PREDICTIONS.values():
        assert one.checks
        assert all(check.above is not None or check.below is not None for check in one.checks)
        assert all(len(check.reason.en) > 10 for check in one.checks)


def test_bounds_of_one_reason_are_the_same_everywhere():
    """A bound is set by what can be seen: one reason has one bound each way for one comparison."""
    found: dict[tuple[str, str, str], set[float]] = {}
    for one in PREDICTIONS.values():
        for check in one.checks:
            if one.number == 35 or check.reason.en.startswith("The figure that the statement"):
                continue
            for way, bound in (("above", check.above), ("below", check.below)):
                if bound is not None:
                    found.setdefault((check.reason.en, check.compare, way), set()).add(bound)
    assert not {key: bounds for key, bounds in found.items() if len(bounds) > 1}


def test_what_the_review_and_the_mechanism_disagree_on_is_said():
    said = {one.number for one in PREDICTIONS.values() if one.disagrees is not None}
    assert said >= {13, 22, 103, 107, 114}
