"""Clinician: what is stated of whom, when, once, and in which encoding."""

import numpy as np
import pytest

from tests.unit.care.small import other, quantity
from tests.unit.loop.ward.small_acts import MARK
from trephine.core.act import StatedByRule
from trephine.core.error import InputError
from trephine.loop.ward.clinician import Clinician

OBSERVABLES = {
    "better": other("better", "yesno"),
    "target": other("target", "choice", "positive negative"),
    "score": quantity("score", step="0.1"),
}


def rule(observable, formula, **more):
    return StatedByRule(observable=observable, formula=formula, mark=MARK, **more)


def stated(*rules, rows=(0, 1, 2), n=4, clinician=None, **names):
    """Return ``{observable: (rows, column)}`` of one round."""
    one = clinician or Clinician(rules, OBSERVABLES, n)
    told = {name: np.asarray(column, dtype=float) for name, column in names.items()}
    return {
        name: (mine.tolist(), column.tolist())
        for name, mine, column in one.states(np.asarray(rows, dtype=np.intp), told)
    }


def test_yes_where_the_formula_is_not_0_and_no_where_it_is() -> None:
    assert stated(rule("better", "x - 1"), x=[0, 1, 2]) == {"better": ([0, 1, 2], [1, 0, 1])}


def test_without_a_condition_everybody_of_the_round_is_spoken_of() -> None:
    found = stated(rule("better", "0"), rows=[3, 1], x=[9, 9])
    assert found == {"better": ([3, 1], [0, 0])}


def test_only_where_the_condition_holds_and_not_at_all_where_it_holds_for_nobody() -> None:
    one = rule("better", "x >= 2", when="ever >= 1")
    assert stated(one, x=[1, 1, 3], ever=[1, 0, 1]) == {"better": ([0, 2], [0, 1])}
    assert stated(one, x=[1, 2, 3], ever=[0, 0, 0]) == {}


def test_nobody_seen_is_nobody_stated_of() -> None:
    found = stated(rule("better", "x", when="x"), rule("score", "x"), rows=[], x=[])
    assert found == {"score": ([], [])}


def test_once_is_once_for_each_patient() -> None:
    one = Clinician((rule("better", "x", once=True),), OBSERVABLES, 4)
    assert stated(clinician=one, rows=[0, 1], x=[1, 0]) == {"better": ([0, 1], [1, 0])}
    assert stated(clinician=one, rows=[1, 2], x=[1, 1]) == {"better": ([2], [1])}
    assert stated(clinician=one, rows=[0, 1, 2], x=[1, 1, 1]) == {}


def test_once_waits_for_its_condition() -> None:
    one = Clinician((rule("better", "1", when="x > 0", once=True),), OBSERVABLES, 2)
    assert stated(clinician=one, rows=[0, 1], x=[0, 1]) == {"better": ([1], [1])}
    assert stated(clinician=one, rows=[0, 1], x=[1, 1]) == {"better": ([0], [1])}


def test_codes_follow_the_cut_points() -> None:
    one = rule("target", "x", cutpoints=((0.5, "negative"),), last_code="positive")
    # up to and with the limit the first code, above it the last; places as the observable has them
    assert stated(one, x=[0.5, 0.51, 0]) == {"target": ([0, 1, 2], [1, 0, 1])}


def test_numbers_are_rounded_and_what_is_none_stays_none() -> None:
    one = Clinician((rule("score", "x"),), OBSERVABLES, 4)
    ((_, _, column),) = one.states(np.arange(2), {"x": np.array([1.26, np.nan])})
    assert column[0] == pytest.approx(1.3)
    assert np.isnan(column[1])


def test_a_condition_that_is_no_number_is_stated_as_asked() -> None:
    """Not-a-number compared with anything is no: a condition on what is unknown does not hold."""
    one = rule("better", "1", when="x >= 1")
    assert stated(one, x=[np.nan, 1, 0]) == {"better": ([1], [1])}


def test_a_name_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="nothing"):
        stated(rule("better", "nothing >= 1"), x=[1, 1, 1])


def test_several_are_stated_in_the_order_of_the_file() -> None:
    one = Clinician((rule("score", "x"), rule("better", "x")), OBSERVABLES, 1)
    names = [name for name, _, _ in one.states(np.array([0]), {"x": np.ones(1)})]
    assert names == ["score", "better"]
