"""round_plan: the minutes of rounds, and what is read at each."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.loop.ward.small_acts import MARK, NAME, ROUNDS
from trephine.core.readout import ReadoutSchedule, ReadoutSpan
from trephine.core.ward_rounds import RoundSpan
from trephine.library.readout_table import readouts
from trephine.loop.ward.round_plan import DAY, round_plan


def schedule(name, spans=(), days=(), months=()):
    return ReadoutSchedule(
        id=name,
        label=NAME,
        mark=MARK,
        spans=tuple(ReadoutSpan(first=a, last=b, every=c) for a, b, c in spans),
        days=days,
        months=months,
    )


class Readouts:
    """The schedules alone: nothing else is looked at."""

    def __init__(self, *schedules) -> None:
        self.schedules = schedules


VITAL = schedule("ward", spans=[(0.0, 2.0, 0.25)])


def test_rounds_are_those_of_the_vital_signs() -> None:
    plan = round_plan(Readouts(VITAL), ROUNDS, -1.0, 5.0, "ward")
    assert plan.planned.tolist() == [360 * k for k in range(9)]
    assert plan.minutes.tolist() == [*plan.planned.tolist(), 5 * DAY]
    assert all(plan.due[minute] == {"ward"} for minute in plan.due)


def test_what_lies_between_rounds_is_read_at_the_next() -> None:
    blood = schedule("blood", days=(0.3, 1.0, 2.2))
    plan = round_plan(Readouts(VITAL, blood), ROUNDS, -1.0, 3.0, "ward")
    assert {m for m, names in plan.due.items() if "blood" in names} == {720, 1440}
    assert plan.due[720] == {"ward", "blood"}


def test_visits_after_the_ward_stay_are_rounds_of_their_own() -> None:
    visits = schedule("visit", days=(60.4,), months=(2, 3))
    plan = round_plan(Readouts(VITAL, visits), ROUNDS, -1.0, 100.0, "ward")
    late = [minute for minute in plan.planned.tolist() if minute > 28 * DAY]
    assert late == [61 * DAY, 91 * DAY]  # 60.4 and 2 months (60.9) are seen on day 61
    assert plan.due[61 * DAY] == {"visit"}


def test_nothing_lies_outside_the_run() -> None:
    far = schedule("visit", days=(-20.0, 3.0, 60.0), months=(12,))
    plan = round_plan(
        Readouts(schedule("ward", spans=[(-6.0, 40.0, 1.0)]), far), ROUNDS, -5.0, 30.0, "ward"
    )
    assert plan.minutes.min() == -5 * DAY
    assert plan.minutes.max() == 30 * DAY
    assert {m for m, names in plan.due.items() if "visit" in names} == {3 * DAY}


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (29.0, []),
        (30.0, [30]),
        (33.9, [30, 32, 33]),  # every second day, and the last whole day
        (101.0, [*range(30, 101, 2), 101]),
        (109.0, [*range(30, 101, 2), 104, 108, 109]),
    ],
)
def test_after_the_stay_who_is_in_hospital_may_be_seen_at_each_rounds_span(end, days) -> None:
    plan = round_plan(Readouts(VITAL), ROUNDS, -1.0, end, "ward")
    late = [minute / DAY for minute in plan.minutes.tolist() if minute > 29 * DAY]
    assert late == days
    assert plan.planned.max() == 2 * DAY, "a visit that nobody planned"


def test_rounds_are_spaced_as_the_spans_say() -> None:
    spans = (RoundSpan(first=10, last=12, every=0.5), RoundSpan(first=20.25, every=3))
    plan = round_plan(Readouts(VITAL), replace(ROUNDS, stay=4, spans=spans), -1.0, 26.5, "ward")
    late = [minute / DAY for minute in plan.minutes.tolist() if minute > 2 * DAY]
    assert late == [10, 10.5, 11, 11.5, 12, 20.25, 23.25, 26]


def test_visits_are_rounds_from_the_end_of_the_stay_on() -> None:
    visits = schedule("visit", days=(3.9, 4.0, 4.1))
    plan = round_plan(Readouts(VITAL, visits), replace(ROUNDS, stay=4), -1.0, 9.0, "ward")
    assert [m / DAY for m, names in plan.due.items() if "visit" in names] == [5]
    plan = round_plan(Readouts(VITAL, visits), replace(ROUNDS, stay=3), -1.0, 9.0, "ward")
    assert [m / DAY for m, names in plan.due.items() if "visit" in names] == [4, 5]


def test_the_next_planned_round_is_the_one_after() -> None:
    plan = round_plan(Readouts(VITAL), ROUNDS, -1.0, 5.0, "ward")
    assert plan.next_planned(-500) == 0
    assert plan.next_planned(0) == 360
    assert plan.next_planned(359) == 360
    assert plan.next_planned(2 * DAY) == np.inf
    assert plan.next_round(0) == 360
    assert plan.next_round(359) == 360
    assert plan.next_round(2 * DAY) == 5 * DAY, "a round that may be made, planned or not"
    assert plan.next_round(5 * DAY) is None


def test_the_last_minute_of_the_run_is_a_round_that_is_planned() -> None:
    assert round_plan(Readouts(VITAL), ROUNDS, -1.0, 2.0, "ward").planned[-1] == 2 * DAY
    assert round_plan(Readouts(VITAL), ROUNDS, -1.0, 1.99, "ward").planned[-1] == 1.75 * DAY


def test_the_librarys_plan_rises_and_misses_no_reading() -> None:
    table = readouts("bcma_cart")
    plan = round_plan(table, ROUNDS, -12.0, 365.0, "ward")
    assert (np.diff(plan.minutes) > 0).all()
    assert set(plan.planned.tolist()) <= set(plan.minutes.tolist())
    assert set(plan.due) <= set(plan.planned.tolist())
    read = set().union(*plan.due.values())
    assert read == {one.id for one in table.schedules if one.spans or one.days or one.months}
    after = plan.minutes[plan.minutes > 28 * DAY]
    assert np.diff(after).max() <= 7 * DAY, "who falls ill at home waits more than a week"


def test_the_plan_goes_on_for_as_long_as_a_confirming_visit_may_take() -> None:
    """Of what is read to confirm (the disease), a week and a span's distance after the last."""
    myeloma, blood = schedule("disease", days=(5.5, 20.0)), schedule("blood", days=(1.0, 8.0))
    plan = round_plan(Readouts(VITAL, myeloma, blood), ROUNDS, -1.0, 9.0, "ward")
    assert plan.end == 9 * DAY
    assert plan.end in plan.minutes
    assert plan.minutes[-1] == (6 + 7 + 4) * DAY
    assert round_plan(Readouts(VITAL, myeloma), ROUNDS, -1.0, 19.0, "ward").minutes[-1] == 19 * DAY
    assert round_plan(Readouts(VITAL, blood), ROUNDS, -1.0, 9.0, "ward").minutes[-1] == 9 * DAY
