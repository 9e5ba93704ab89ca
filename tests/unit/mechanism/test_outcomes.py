"""What is kept of a run: the kinds that look at visits, at shares and at other outcomes."""

import numpy as np
import pytest

from tests.unit.mechanism.small_run import MODEL, OUTCOMES, outcome
from trephine.core.error import InputError
from trephine.library.model_of import model
from trephine.library.run_outcome_file import run_outcomes
from trephine.mechanism.outcomes import (
    needed_for,
    plan_outcomes,
    reduce_outcomes,
    rise,
    visits_to,
)

NAN = np.nan
VISITS = np.array([-7.0, 0.0, 7.0, 14.0, 21.0, 28.0, 35.0, 42.0])


def rises(*values, share=0.25, least=5.0, low=14.0):
    return rise(np.array([values]), VISITS, share=share, least=least, low=low)[0]


def test_a_rise_counts_from_the_lowest_and_needs_the_next_visit():
    assert rises(40, 40, 10, 8, 8, 14, 15, 20) == 28.0  # 14 is 6 above 8, and so is the next
    assert np.isnan(rises(40, 40, 10, 8, 8, 14, 8, 8))  # not confirmed
    assert np.isnan(rises(40, 40, 30, 20, 10, 8, 8, 14))  # the last visit has no next one
    assert np.isnan(rises(4, 4, 0.1, 0.1, 0.1, 3, 4, 4.5))  # less than the least rise
    assert np.isnan(rises(90, 90, 40, 40, 40, 46, 47, 48))  # less than a quarter of the lowest


def test_what_comes_before_day_0_is_no_lowest():
    assert np.isnan(rises(1, 40, 40, 40, 40, 40, 40, 40))
    assert rises(1, 40, 40, 40, 40, 60, 60, 60) == 28.0


def test_a_rise_before_its_first_day_is_not_looked_at():
    early = rises(8, 8, 20, 20, 20, 20, 20, 20, low=0.0)
    assert early == 7.0
    assert rises(8, 8, 20, 20, 20, 20, 20, 20, low=21.0) == 21.0


def test_not_a_number_is_no_event():
    assert np.isnan(rises(40, 40, 10, 8, NAN, 14, 15, 20))


def test_visits_end_with_the_run():
    assert visits_to(33.5, -7.0)[:3] == (-7.0, -6.0, -5.0)
    assert visits_to(33.5)[-2:] == (28.0, 33.5)
    assert visits_to(70)[-4:] == (49.0, 56.0, 63.0, 70.0)
    assert visits_to(10)[-1] == 10.0


def told(outcomes, values, measures=()):
    plan = plan_outcomes(outcomes, MODEL, days=14.0, start=13.0)
    assert plan.visits == (13.0, 14.0)
    return reduce_outcomes(
        plan,
        values=np.array(values, dtype=float),
        measures=np.array(measures, dtype=float).reshape(len(values), -1),
    )


def test_shares_ratios_and_ones():
    outcomes = [
        outcome("big", "is_above", "share", threshold=0.5),
        outcome("share", "share", "N", per=("T", "N")),
        outcome("ratio", "ratio", ("high", "low"), least=2.0),
        outcome("high", "peak", "MP"),
        outcome("low", "trough", "MP"),
    ]
    values = [[[1, 3], [9, 1]], [[0, 0], [1, 0]], [[5, -1e-14], [9, 2]]]  # N, T at two visits
    found = told(outcomes, values, [[6, 3], [6, 1], [NAN, NAN]])
    assert list(found) == ["big", "share", "ratio", "high", "low"]  # as declared
    np.testing.assert_array_equal(found["share"], [0.75, NAN, 0.0])
    np.testing.assert_array_equal(found["big"], [1.0, NAN, 0.0])
    np.testing.assert_array_equal(found["ratio"], [2.0, NAN, NAN])


def test_outcomes_that_wait_for_each_other_are_refused():
    circle = [outcome("a", "is_above", "b"), outcome("b", "is_below", "a")]
    with pytest.raises(InputError, match="wait"):
        told(circle, [[], []])


def test_a_quantity_that_the_model_lacks_is_refused():
    with pytest.raises(InputError) as error:
        plan_outcomes([outcome("x", "peak", "nonsense")], MODEL, days=14.0)
    assert error.value.where == "x"
    assert error.value.found == "nonsense"


def test_one_outcome_brings_what_it_looks_at():
    names = [one.id for one in needed_for(OUTCOMES.outcomes, ["by_null"])]
    assert names == ["mp_rise", "progression", "null_at", "by_null"]


def test_the_library_declares_only_what_its_model_has():
    declared = run_outcomes("bcma_cart")
    plan = plan_outcomes(declared.outcomes, model("bcma_cart"), days=730.0, also=declared.shown)
    known = {one.id for one in declared.outcomes}
    assert {declared.event, declared.depth} <= known
    assert len(plan.measures) > 20
    parameters = {one.id for one in model("bcma_cart").parameters}
    for cause in declared.causes:
        assert not cause.sign or cause.sign in known
        assert {change.parameter for change in cause.changes} <= parameters
        formulas = {one.id for one in model("bcma_cart").parameters if one.formula}
        assert not {change.parameter for change in cause.changes} & formulas
