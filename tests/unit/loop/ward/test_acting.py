"""Acting: what is released is carried out by the act's interval, number, course and choice."""

import itertools
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.loop.ward.small_acts import act, acts, choice, order, pathway, released
from trephine.loop.ward.acting import Acting

HOUR = 60
NOTHING = SimpleNamespace()


class Ward:
    """An Acting of made-up acts, asked hour by hour."""

    def __init__(self, *carried, choices=(), orders=(), n=1) -> None:
        self.acting = Acting(acts(carried, choices), tuple(carried), pathway(*orders), n)
        self.rows = np.arange(n)

    def at(self, hour, minutes=0, **what):
        """Return ``{act: (rows, amounts)}`` of what is carried out; ``what``: masks and names."""
        names = {key: np.asarray(what.pop(key)) for key in ("now", "end") if key in what}
        told = {
            name: one if isinstance(one, SimpleNamespace) else released(one)
            for name, one in what.items()
        }
        now = hour * HOUR + minutes
        found = self.acting.carried(NOTHING, told, self.rows, now, names)
        assert {one.minute for one in found} <= {now}
        return {one.act.id: (one.rows.tolist(), one.amount.tolist()) for one in found}


def hours(ward, until=60, **what):
    """Return the hours at which the act ``a`` is carried out, asked every four hours."""
    return [hour for hour in range(0, until, 4) if "a" in ward.at(hour, **what)]


def test_an_interval_is_kept_by_the_act_or_else_by_the_order() -> None:
    assert hours(Ward(act("a", ["o"], every=24)), o=[1]) == [0, 24, 48]
    of_order = [order("o", every=Decimal(12))]
    assert hours(Ward(act("a", ["o"]), orders=of_order), o=[1]) == [0, 12, 24, 36, 48]
    assert hours(Ward(act("a", ["o"], every=8), orders=of_order), until=20, o=[1]) == [0, 8, 16]
    assert hours(Ward(act("a", ["o"])), until=12, o=[1]) == [0, 4, 8]
    two = [order("o", every=Decimal(4)), order("p", every=Decimal(12)), order("q")]
    either = Ward(act("a", ["o", "p", "q"]), orders=two)
    assert hours(either, until=28, o=[1]) == [0, 12, 24], "the longest of its orders"


def test_where_orders_have_a_budget_it_alone_holds_interval_and_number() -> None:
    held = [order(name, every=Decimal(8), times=2, budget="b") for name in "op"]
    assert hours(Ward(act("a", ["o", "p"]), orders=held), until=12, o=[1]) == [0, 4, 8]
    one = [held[0], order("p", every=Decimal(8))]
    assert hours(Ward(act("a", ["o", "p"]), orders=one), until=12, o=[1]) == [0, 8]


def test_a_round_half_an_hour_early_is_not_put_off() -> None:
    ward = Ward(act("a", ["o"], every=24))
    assert "a" in ward.at(0, o=[1])
    assert "a" not in ward.at(23, 29, o=[1])
    assert "a" in ward.at(23, 30, o=[1])


def test_no_more_than_the_number_and_again_after_another_infusion() -> None:
    ward = Ward(act("a", ["o"], every=4, most=2))
    assert hours(ward, o=[1]) == [0, 4]
    ward.acting.again(np.array([0]))
    assert [hour for hour in (64, 68, 72) if "a" in ward.at(hour, o=[1])] == [64, 68]
    by_order = Ward(act("a", ["o"]), orders=[order("o", times=3)])
    assert hours(by_order, o=[1]) == [0, 4, 8]
    one_without = Ward(act("a", ["o", "p"]), orders=[order("o", times=3), order("p")])
    assert len(hours(one_without, o=[1])) == 15, "one of its orders has no number"


def test_until_goes_on_without_the_order_and_ends_for_good() -> None:
    ward = Ward(act("a", ["o"], every=4, lasts="until", stop="end >= 1"))
    asked = [(0, 0, 0), (4, 1, 0), (8, 0, 0), (12, 0, 0), (16, 0, 1), (20, 0, 0), (24, 1, 0)]
    found = [hour for hour, o, end in asked if "a" in ward.at(hour, o=[o], end=[end])]
    assert found == [4, 8, 12, 24]


def test_until_stops_where_it_may_not_be_given() -> None:
    ward = Ward(act("a", ["o"], every=4, lasts="until", when="now < 2"))
    asked = [(0, 1, 2), (4, 1, 1), (8, 0, 1), (12, 0, 2)]
    assert [hour for hour, o, now in asked if "a" in ward.at(hour, o=[o], now=[now])] == [4, 8]


def test_while_needs_its_order_and_its_condition() -> None:
    ward = Ward(act("a", ["o"], when="now >= 38"), n=4)
    found = ward.at(0, o=[1, 1, 0, 0], now=[38.0, 37.9, 40.0, 36.0])
    assert found == {"a": ([0], [0.0])}


def test_of_codes_released_together_the_first_gives_the_amount() -> None:
    ward = Ward(act("a", ["o", "p"]), n=3)
    found = ward.at(0, o=released([1, 0, 0], [12.0, 99.0, 99.0]), p=released([1, 1, 0], [8.0] * 3))
    assert found == {"a": ([0, 1], [12.0, 8.0])}


def test_of_a_choice_the_first_that_may_be_given_is_taken() -> None:
    ward = Ward(
        act("a", ["o"], every=12, most=2),
        act("b", ["p"]),
        choices=[choice("one", "a", "b")],
        n=2,
    )
    assert ward.at(0, o=[1, 0], p=[1, 1]) == {"a": ([0], [0.0]), "b": ([1], [0.0])}
    # a is not due at hour 4, and b is not given in its place: that would be both
    assert ward.at(4, o=[1, 0], p=[1, 1]) == {"b": ([1], [0.0])}
    assert ward.at(12, o=[1, 0], p=[1, 1]) == {"a": ([0], [0.0]), "b": ([1], [0.0])}
    # a was given as often as it may be
    assert ward.at(16, o=[1, 0], p=[1, 1]) == {"b": ([0, 1], [0.0, 0.0])}


def test_acts_of_one_interval_wait_for_each_other() -> None:
    both = [act("a", ["o"], every=12), act("b", ["p"], every=12)]
    apart, one = (Ward(*both, choices=[choice("c", "a", "b", one_interval=k)]) for k in (0, 1))
    assert "a" in apart.at(0, o=[1])
    assert "a" in one.at(0, o=[1])
    assert "b" in apart.at(4, p=[1]), "of another choice each has its own"
    assert one.at(4, p=[1]) == {}
    assert "b" in one.at(12, p=[1])
    assert one.at(16, o=[1]) == {}


def test_of_a_choice_what_does_not_hold_does_not_keep_the_next_away() -> None:
    ward = Ward(
        act("a", ["o"], when="now >= 3"), act("b", ["p"]), choices=[choice("one", "a", "b")], n=3
    )
    found = ward.at(0, o=[1, 1, 0], p=[1, 1, 1], now=[3, 2, 3])
    assert found == {"a": ([0], [0.0]), "b": ([1, 2], [0.0, 0.0])}


def course(ward, rounds, **what):
    """Return at which hours one patient is given an act at rounds ``hour: ordered``."""
    found = []
    hours = [*rounds, None]
    for hour, then in itertools.pairwise(hours):
        told = {"o": released([rounds[hour]])}
        names = {key: np.asarray([one[hour]]) for key, one in what.items()}
        until = None if then is None else then * HOUR
        given = ward.acting.carried(NOTHING, told, ward.rows, hour * HOUR, names, until)
        found += [one.minute / HOUR for one in given]
    return found


def test_a_course_is_given_at_its_hours_between_rounds() -> None:
    every_four = dict.fromkeys(range(0, 25, 4), 1)
    between = act("a", ["o"], every=6, between=True)
    assert course(Ward(between), every_four) == [0, 6, 12, 18, 24]
    assert course(Ward(act("a", ["o"], every=6)), every_four) == [0, 8, 16, 24]
    # two, three and more in a gap; the hour of the next round is left to it
    assert course(Ward(between), {0: 1, 12: 1, 36: 1}) == [0, 6, 12, 18, 24, 30, 36]


def test_a_course_ends_with_its_order_or_its_condition() -> None:
    between = act("a", ["o"], every=6, between=True)
    # ordered at 4, so that hour 6 is given; at 8 it is not ordered any more
    assert course(Ward(between), {0: 1, 4: 1, 8: 0, 12: 0, 16: 0}) == [0, 6]
    assert course(Ward(between), {0: 1, 4: 0, 8: 1, 12: 1}) == [0, 8]
    held = act("a", ["o"], every=6, between=True, when="now >= 3")
    grade = {0: 3, 4: 3, 8: 2, 12: 3}
    assert course(Ward(held), dict.fromkeys(grade, 1), now=grade) == [0, 6, 12]


def test_a_course_keeps_its_number_and_ends_with_the_last_round() -> None:
    thrice = act("a", ["o"], every=2, most=3, between=True)
    assert course(Ward(thrice), {0: 1, 12: 1}) == [0, 2, 4]
    assert course(Ward(act("a", ["o"], every=2, between=True)), {0: 1, 4: 1}) == [0, 2, 4]
    without = act("a", ["o"], between=True)
    assert course(Ward(without), {0: 1, 4: 1}) == [0, 4], "an act of no interval is of rounds"


def test_what_is_due_just_before_a_round_is_left_to_it() -> None:
    """A round begins half an hour before its decision, and a dose follows it by ten minutes."""
    for every, expected in ((200 / 60, [0, 4]), (199 / 60, [0, 199 / 60])):
        ward = Ward(act("a", ["o"], every=every, between=True))
        assert course(ward, {0: 1, 4: 1}) == pytest.approx(expected)


def test_courses_of_several_patients_run_by_their_own_hours() -> None:
    ward = Ward(act("a", ["o"], every=6, between=True), n=3)
    first = ward.acting.carried(
        NOTHING, {"o": released([1, 0, 0], [8.0, 0, 0])}, ward.rows, 0, {}, 2 * HOUR
    )
    assert [(one.minute, one.rows.tolist()) for one in first] == [(0, [0])]
    then = ward.acting.carried(
        NOTHING, {"o": released([1, 1, 0], [8.0, 9.0, 0])}, ward.rows, 2 * HOUR, {}, 12 * HOUR
    )
    assert [(one.minute, one.rows.tolist(), one.amount.tolist()) for one in then] == [
        (2 * HOUR, [1], [9.0]),
        (6 * HOUR, [0], [8.0]),
        (8 * HOUR, [1], [9.0]),
    ]
    assert ward.acting.since("a", 12 * HOUR, np.arange(3)).tolist() == [6, 4, np.inf]
    assert ward.acting.since("a", 12 * HOUR, np.array([1])).tolist() == [4]


def test_advice_counts_where_a_table_in_force_surely_gives_it() -> None:
    ward = Ward(act("a", ["say"], trigger="advice"), n=5)
    ward.acting._advice = {"say": [("t", 2)]}
    sure = np.array([2, 3, 1, 2, 2])
    applies = np.array([2, 2, 2, 3, 2])
    force = np.array([1, 1, 1, 1, 0], dtype=bool)
    said = SimpleNamespace(
        pathway=SimpleNamespace(layout=SimpleNamespace(index={"t": 0})),
        rules=lambda _: (sure, sure, applies),
        in_force=lambda _: force,
    )
    (found,) = ward.acting.carried(said, {}, ward.rows, 0, {})
    assert found.rows.tolist() == [0, 1]


def test_the_first_of_a_course_is_a_week_after_the_last() -> None:
    ward = Ward(act("a", ["o"]))
    first = []
    for hour in (0, 24, 24 + 167, 24 + 167 + 168):
        (one,) = ward.acting.carried(NOTHING, {"o": released([1])}, ward.rows, hour * HOUR, {})
        first.append(one.is_first.tolist())
    assert first == [[True], [False], [False], [True]]


def test_hours_since_and_what_stands_are_told_of_all() -> None:
    ward = Ward(act("a", ["o"], every=24), n=3)
    ward.rows = np.array([2, 0])
    assert ward.at(0, o=[1, 0]) == {"a": ([2], [0.0])}
    assert ward.acting.since("a", 90, np.arange(3)).tolist() == [np.inf, np.inf, 1.5]
    ward.at(4, o=[1, 1])
    assert ward.acting.standing("a").tolist() == [True, False, True]
    assert ward.acting.since("a", 4 * HOUR, np.arange(3)).tolist() == [0, np.inf, 4]
    ward.at(8, o=[0, 1])
    assert ward.acting.standing("a").tolist() == [True, False, False]


@pytest.mark.parametrize("amount", [np.nan, 0.0])
def test_an_order_without_an_amount_gives_none(amount) -> None:
    assert Ward(act("a", ["o"])).at(0, o=released([1], [amount])) == {"a": ([0], [0.0])}
