"""Disease: readings kept round by round and by patient, and what they come to."""

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.core.response import depth
from trephine.library import observables
from trephine.library.response_criteria import response_criteria
from trephine.loop.ward.disease import Disease

DAY = 1440
START = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8)))
KNOWN = observables()
SERUM, URINE = "serum_m_protein", "urine_m_protein"


def disease(n=2, names=(SERUM, URINE)):
    return Disease({name: KNOWN[name] for name in names}, response_criteria(), START, n)


def visits(one, *rounds, rows=(0,)):
    """Take serum M-protein (g/L) at rounds ``(day, values)``, urine always nought."""
    rows = np.asarray(rows)
    for day, values in rounds:
        serum = np.broadcast_to(np.asarray(values, dtype=float), rows.shape)
        one.take(day * DAY, rows, {SERUM: serum, URINE: np.zeros(len(rows))})


def test_nothing_read_is_empty_and_readings_of_something_else_are_not_kept() -> None:
    one = disease()
    assert one.is_empty
    assert not one.take(0, np.array([0]), {"anc": np.array([1.0])})
    assert not one.take(0, np.array([0]), {})
    assert one.is_empty
    assert one.take(0, np.array([0]), {SERUM: np.array([1.0]), "anc": np.array([1.0])})
    assert not one.is_empty


def test_of_who_was_never_read_nothing_came() -> None:
    found = disease(2).course(np.array([0, 1]))
    assert found.measurable.tolist() == [False, False]
    assert found.best_response.tolist() == [-1, -1]
    assert found.mrd_tested.tolist() == [0, 0]
    assert np.isnan(found.progression_day).all()
    assert np.isnan(found.last_visit_day).all()


def test_a_response_needs_the_next_look_and_is_dated_by_the_first() -> None:
    one = disease()
    visits(one, (-6, 40.0), (28, 18.0))
    found = one.course(np.array([0]))
    assert found.measurable.tolist() == [True]
    assert np.isnan(found.response_day[0]), "one look is no response"
    visits(one, (56, 17.0))
    found = one.course(np.array([0]))
    assert found.best_response[0] == depth("PR")
    assert found.response_day[0] == 28
    assert found.last_visit_day[0] == 56
    assert np.isnan(found.progression_day[0])


def test_progression_is_judged_from_the_lowest_so_far_and_confirmed() -> None:
    one = disease()
    visits(one, (-6, 40.0), (28, 8.0), (56, 8.0), (84, 14.0))
    assert np.isnan(one.course(np.array([0])).progression_day[0])
    visits(one, (112, 15.0))
    assert one.course(np.array([0])).progression_day[0] == 84


def test_patients_are_kept_apart_by_row() -> None:
    one = disease(3)
    visits(one, (-6, [40.0, 40.0]), rows=[0, 2])
    visits(one, (28, [10.0]), rows=[2])
    visits(one, (56, [10.0, 40.0]), rows=[2, 0])
    visits(one, (84, [40.0, 10.0]), rows=[0, 2])
    found = one.course(np.array([0, 1, 2]))
    assert found.measurable.tolist() == [True, False, True]
    assert found.best_response.tolist() == [depth("SD"), -1, depth("PR")]
    assert found.last_visit_day[0] == 84
    assert np.isnan(found.last_visit_day[1]), "who was never read was never judged"
    assert found.response_day[2] == 28
    mine = one.course(np.array([2]))
    assert mine.best_response.tolist() == [depth("PR")]
    assert mine.response_day.tolist() == [28]


def test_a_test_that_was_not_read_at_a_round_is_not_done() -> None:
    one = disease(1)
    row = np.array([0])
    one.take(-6 * DAY, row, {SERUM: np.array([40.0]), URINE: np.array([0.0])})
    one.take(28 * DAY, row, {URINE: np.array([0.0])})
    one.take(56 * DAY, row, {SERUM: np.array([np.nan]), URINE: np.array([0.0])})
    assert one.course(row).best_response[0] == -1


def test_a_next_therapy_ends_what_counts() -> None:
    one = disease()
    visits(one, (-6, 40.0), (28, 40.0), (56, 40.0), (84, 10.0), (112, 10.0), rows=[0, 1])
    one.new_therapy[1] = 60 * DAY
    found = one.course(np.array([0, 1]))
    assert found.response_day[0] == 84
    assert np.isnan(found.response_day[1])
    assert found.best_response.tolist() == [depth("PR"), depth("SD")]


def test_rounds_that_fall_back_in_time_are_refused() -> None:
    one = disease(1)
    visits(one, (-6, 40.0), (56, 40.0), (28, 40.0))
    with pytest.raises(InputError, match="fall"):
        one.course(np.array([0]))


def test_what_the_trial_does_not_read_is_left_out() -> None:
    one = disease(1, names=(SERUM, "anc"))
    assert not one.take(0, np.array([0]), {URINE: np.zeros(1), "anc": np.zeros(1)})
