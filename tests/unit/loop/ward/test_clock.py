"""Clock: who is seen by which plan, when next, and what counts for the first infusion."""

import numpy as np
import pytest

from trephine.loop.ward.clock import NEVER, Clock
from trephine.loop.ward.round_plan import RoundPlan

DAY = 1440
PLAN = RoundPlan(
    minutes=np.array([-1, 0, 1, 2, 28, 32, 36, 40, 44, 48]) * DAY,
    due={},
    planned=np.array([-1, 0, 1, 2, 28, 48]) * DAY,
)
ROWS = np.arange(4)


@pytest.fixture
def clock():
    """Return a clock of four, of whom 1 and 3 are infused again on days 36 and 40."""
    found = Clock(PLAN, 4, -7 * DAY)
    found.infuse(np.array([1]), 36 * DAY, 31 * DAY)
    found.infuse(np.array([3]), 40 * DAY, 35 * DAY)
    return found


def test_nobody_goes_over_before_the_first_round_of_the_second_plan(clock):
    assert clock.begin(34 * DAY).tolist() == []
    assert clock.begin(35 * DAY).tolist() == [1]
    assert clock.begin(36 * DAY).tolist() == []
    assert clock.begin(39 * DAY).tolist() == [3]
    assert clock.offset.tolist() == [0, 36 * DAY, 0, 40 * DAY]
    assert clock.again.tolist() == [1, 3]
    assert [(o // DAY, rows.tolist()) for o, rows in clock.lots(ROWS)] == [
        (0, [0, 2]), (36, [1]), (40, [3])
    ]  # fmt: skip
    assert (clock.since(ROWS, 41 * DAY) / DAY).tolist() == [41, 5, 41, 1]


def test_who_is_present_follows_from_their_own_plan(clock):
    assert clock.present(28 * DAY).all()
    assert not clock.present(29 * DAY).any()
    clock.begin(35 * DAY)
    assert clock.present(35 * DAY).tolist() == [False, True, False, False]
    assert clock.present(37 * DAY).tolist() == [False, True, False, False]
    assert clock.present(40 * DAY).tolist() == [True, False, True, True]
    clock.begin(39 * DAY)
    assert not clock.present(60 * DAY).any(), "the plan's last round is over"
    assert clock.present(64 * DAY).tolist() == [False, True, False, False]


def test_the_next_round_and_visit_are_those_of_the_own_plan(clock):
    clock.begin(35 * DAY)
    rows = np.array([0, 1])
    assert (clock.next_round(rows, 36 * DAY) / DAY).tolist() == [40, 37]
    assert (clock.next_planned(rows, 38 * DAY) / DAY).tolist() == [48, 64]
    assert clock.next_round(rows, 48 * DAY)[0] == np.inf
    # as Acting takes it: nothing between rounds where there is none to come
    assert clock.until(rows, 48 * DAY).tolist() == [48 * DAY, 64 * DAY]


def test_without_a_second_infusion_there_is_one_plan(clock):
    plain = Clock(PLAN, 2, 0)
    assert plain.until(np.arange(2), 2 * DAY) == 28 * DAY
    assert plain.until(np.arange(2), 48 * DAY) is None
    assert [(o, rows.tolist()) for o, rows in plain.lots(np.arange(2))] == [(0, [0, 1])]
    assert (plain.infused == NEVER).all()
    assert plain.to_come.tolist() == []
    first = clock.first_again(ROWS, 30 * DAY) / DAY
    assert first[[1, 3]].tolist() == [35, 39]
    assert np.isnan(clock.first_again(ROWS, 35 * DAY)[1])


def test_the_first_infusion_ends_with_what_is_given_for_the_second(clock):
    assert clock.of_first(ROWS, 31 * DAY - 1).all()
    assert clock.of_first(ROWS, 31 * DAY).tolist() == [True, False, True, True]
    assert clock.of_first(ROWS, 35 * DAY).tolist() == [True, False, True, False]


def test_the_last_minute_that_counts_is_a_round_for_whatever_plan(clock):
    clock.infuse(np.array([1]), 40 * DAY, 35 * DAY)
    clock.begin(39 * DAY)
    clock.end = 41 * DAY + 7
    assert not clock.present(41 * DAY + 6).any()
    assert clock.present(clock.end).all()
    rows = np.array([0, 2])
    assert clock.of_first(rows, clock.end).all()
    assert not clock.of_first(rows, clock.end + 1).any()
