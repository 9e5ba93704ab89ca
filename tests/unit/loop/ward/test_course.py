"""Course: progression judged once for each infusion, suspicion stated, nothing mixed."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.loop.ward.test_ward import DAY, N, ward
from trephine.loop.ward.clock import NEVER
from trephine.loop.ward.course import Course


@pytest.fixture
def course():
    one = ward()
    given = one.given
    return Course(
        given.observables, given.criteria, given.trial.start, one.clock, given.acts.rounds, N
    )


def answers(monkeypatch, disease, progression, suspected):
    asked = []

    def found(rows):
        asked.append(rows.tolist())
        return SimpleNamespace(
            progression_day=np.asarray(progression)[rows], suspected=np.asarray(suspected)[rows]
        )

    monkeypatch.setattr(disease, "course", found)
    return asked


def test_progression_is_confirmed_once_and_never_before_the_infusion(course, monkeypatch):
    day, seen = [np.nan, 40.0, 30.0, np.nan, 5.0, 5.0], [True, False, False, False, True, True]
    asked = answers(monkeypatch, course.first, day, seen)
    course.read[:4] = True
    assert course.judge(0).tolist() == []
    assert asked == []
    course.progressed[2] = True
    assert course.judge(50 * DAY).tolist() == [1]
    assert course.judge(51 * DAY).tolist() == []
    assert asked == [[0, 1, 3], [0, 3]], "who has progressed is not judged again"
    assert course.progressed.tolist() == [False, True, True, False, False, False]
    assert course.suspected.tolist() == [True] + [False] * 5
    course.begin_round()
    assert course.judge(60 * DAY).tolist() == []


def test_a_second_infusion_is_judged_by_its_own_readings(course, monkeypatch):
    first = answers(monkeypatch, course.first, [np.nan] * N, [False] * N)
    second = answers(monkeypatch, course.second, [np.nan, 9.0] + [np.nan] * 4, [True] * N)
    clock = course._clock
    course.progressed[:3] = True
    for row, day in ((0, 100), (1, 100), (2, 200)):
        clock.infuse(np.array([row]), day * DAY, (day - 5) * DAY)
        clock.offset[row] = day * DAY
    course.read[:4] = True
    assert course.judge(150 * DAY).tolist() == [1]
    assert first == [[3]]
    assert second == [[0, 1]], "not before its own infusion"
    assert course.suspected.tolist() == [True, True, False, False, False, False]
    assert course.progressed_again.tolist() == [False, True, False, False, False, False]


def test_readings_go_to_the_infusion_that_a_patient_is_seen_by(course, monkeypatch):
    taken = []
    for name in ("first", "second"):
        monkeypatch.setattr(
            getattr(course, name),
            "take",
            lambda at, rows, read, name=name: (
                taken.append((name, np.asarray(at).tolist(), rows.tolist(), read["m"].tolist()))
                or True
            ),
        )
    course._clock.offset[1], course._clock.offset[3] = 100 * DAY, 96 * DAY
    course._clock.end = 365 * DAY
    rows = np.array([0, 1, 3])
    course.take(101 * DAY - 30, rows, {"m": np.array([1.0, 2.0, 3.0])})
    assert taken == [
        ("first", 101 * DAY - 30, [0], [1.0]),
        ("second", [DAY - 30, 5 * DAY - 30], [1, 3], [2.0, 3.0]),
    ]
    course._clock.end = 101 * DAY - 31  # what counts is over: only the first's is confirmed
    course.take(101 * DAY - 30, rows, {"m": np.array([1.0, 2.0, 3.0])})
    assert [one[0] for one in taken] == ["first", "second", "first"]
    assert course.read.tolist() == [True, True, False, True, False, False]


def test_what_comes_after_the_last_day_did_not_happen(course):
    table = course.columns(np.full(N, 60.0))
    assert (table["second_best_response"] == -1).all()
    assert np.isnan(table["second_progression_day"]).all()
    assert (course._clock.begins == NEVER).all()


def test_a_second_baseline_is_what_was_read_before_the_second_infusion(course):
    """A fall of the M-protein from the new baseline is a response, though above the first nadir."""
    levels = {-1: 40.0, 28: 15.0, 60: 15.0, 90: 30.0}
    rows = np.array([2, 4])
    zero = np.full(2, 0.0)
    for day, level in levels.items():
        read = {"serum_m_protein": np.full(2, level), "urine_m_protein": zero}
        assert course.second.take(np.full(2, day * DAY), rows, read)
    assert not course.second.take(np.zeros(2, dtype=int), rows, {"anc": zero})
    found = course.second.course(rows)
    assert found.measurable.all()
    assert found.best_response.tolist() == [3, 3]
    assert found.response_day.tolist() == [28.0, 28.0]
    assert found.suspected.all(), "the last visit shows a rise that none has confirmed"
    assert np.isnan(found.progression_day).all()
    more = {"serum_m_protein": np.full(2, 31.0), "urine_m_protein": zero}
    course.second.take(np.full(2, 120 * DAY), rows, more)
    found = course.second.course(rows)
    assert found.progression_day.tolist() == [90.0, 90.0]
    assert not found.suspected.any()


def test_whose_progression_is_suspected_is_read_again_a_week_later(course, monkeypatch):
    answers(monkeypatch, course.first, [np.nan] * N, [True, False, True, False, False, False])
    course.read[:4] = True
    course.judge(14 * DAY)
    rows, due = np.arange(N), frozenset({"ward"})
    assert (course.next_round(rows, 14 * DAY)[[0, 2]] / DAY).tolist() == [21, 21]
    assert np.isinf(course.next_round(rows, 14 * DAY)[[1, 3, 4, 5]]).all()
    assert [one[1].tolist() for one in course.asked(due, rows, 21 * DAY - 1)] == [list(range(N))]
    parts = [(set(one[0]), one[1].tolist()) for one in course.asked(due, rows, 21 * DAY)]
    assert parts == [
        ({"ward"}, [1, 3, 4, 5]),
        ({"ward", "disease", "imaging"}, [0, 2]),
    ]
    course.judge(16 * DAY)  # something else of it is read before: the day stays
    assert (course.next_round(rows, 16 * DAY)[[0, 2]] / DAY).tolist() == [21, 21]
    answers(monkeypatch, course.first, [np.nan, np.nan, 14.0, np.nan, np.nan, np.nan], [False] * N)
    assert course.judge(21 * DAY).tolist() == [2]
    assert np.isinf(course.next_round(rows, 21 * DAY)).all(), "confirmed, or taken back"
