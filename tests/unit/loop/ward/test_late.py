"""Late: results that wait, come at their hour, and give way to newer ones."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.loop.ward.small_acts import MARK, NAME
from trephine.core.readout import Readout, ReadoutSchedule
from trephine.core.trial import Missingness
from trephine.loop.ward.late import Late

HOUR = 60
NUMBERS = np.arange(100, 104)
READOUTS = SimpleNamespace(
    schedules=tuple(
        ReadoutSchedule(id=name, label=NAME, mark=MARK, bedside=bedside)
        for name, bedside in (("ward", True), ("counts", False))
    ),
    readouts=tuple(
        Readout(observable=name, formula="1", mark=MARK, schedule=schedule)
        for name, schedule in (("temperature", "ward"), ("anc", "counts"), ("crp", "counts"))
    ),
)
ROWS = np.arange(4)


def late(share=1.0, hours=24.0, numbers=NUMBERS, seed=1):
    return Late(READOUTS, Missingness(late=share, late_hours=hours), numbers, seed)


def come(one, minute):
    """Return what has come: ``(name, minute, rows, values)``."""
    return [
        (name, when, rows.tolist(), values.tolist())
        for name, when, rows, values in one.arrived(minute)
    ]


def test_what_is_seen_at_the_bedside_is_never_late() -> None:
    assert late().laboratory == {"anc", "crp"}


@pytest.mark.parametrize(("share", "hours"), [(0.0, 24.0), (0.5, 0.0), (0.0, 0.0)])
def test_where_nothing_is_ever_late_nobody_is_asked(share, hours) -> None:
    assert late(share, hours).on_time(ROWS, 0) is None


def test_who_is_late_hangs_on_patient_and_minute_alone() -> None:
    numbers = np.arange(4000)
    one = late(0.3, numbers=numbers)
    on_time = one.on_time(np.arange(4000), 480)
    assert abs(on_time.mean() - 0.7) < 4 * np.sqrt(0.21 / 4000)
    some = np.array([3, 999, 3999])
    assert one.on_time(some, 480).tolist() == on_time[some].tolist()
    shuffled = late(0.3, numbers=numbers[::-1].copy()).on_time(np.arange(4000), 480)
    assert shuffled.tolist() == on_time[::-1].tolist()
    assert one.on_time(np.arange(4000), 481).tolist() != on_time.tolist()
    assert late(0.3, numbers=numbers, seed=2).on_time(np.arange(4000), 480).tolist() != (
        on_time.tolist()
    )
    assert not late(1.0).on_time(ROWS, 0).any()


def test_a_result_comes_at_its_hour_once_and_bears_that_hour() -> None:
    one = late(hours=4.25)
    one.wait("anc", 100, np.array([0, 2]), np.array([1.0, 2.0]))
    assert come(one, 100 + 254) == []
    assert come(one, 100 + 255) == [("anc", 355, [0, 2], [1, 2])]
    assert come(one, 10000) == [], "it came already"


def test_nobody_waits_for_nothing() -> None:
    one = late()
    one.wait("anc", 0, ROWS[:0], np.zeros(0))
    assert one._waiting == []


def test_what_has_come_is_told_in_the_order_of_its_hours() -> None:
    one = late(hours=1.0)
    for sampled, name in ((300, "crp"), (0, "anc"), (120, "anc")):
        one.wait(name, sampled, np.array([1]), np.array([float(sampled)]))
    assert [found[:2] for found in come(one, 359)] == [("anc", 60), ("anc", 180)]
    assert [found[:2] for found in come(one, 360)] == [("crp", 360)]


def test_a_newer_result_of_the_same_kind_overtakes_and_another_kind_does_not() -> None:
    one = late(hours=24.0)
    one.known("anc", -60, np.array([2]))
    one.wait("anc", 0, ROWS, np.array([10.0, 11.0, 12.0, 13.0]))
    one.known("crp", 600, ROWS)
    one.known("anc", 720, np.array([1]))
    # row 1 has the count of a later sample, row 2 that of an earlier one
    assert come(one, 24 * HOUR) == [("anc", 1440, [0, 2, 3], [10, 12, 13])]


def test_a_result_of_the_same_sample_overtakes_too() -> None:
    one = late(hours=1.0)
    one.wait("anc", 60, np.array([0]), np.array([1.0]))
    one.known("anc", 60, np.array([0]))
    assert come(one, 120) == [("anc", 120, [], [])]


@pytest.mark.parametrize("hours", [24.0, 30.0, 49.0])
def test_results_that_are_all_late_all_come(hours) -> None:
    """The hour at which one came is after the next sample: that is no newer sample."""
    one, found = late(hours=hours), []
    for day in range(5):
        one.wait("anc", day * 1440, np.array([0]), np.array([float(day)]))
        found += come(one, day * 1440)
    found += come(one, 10 * 1440)
    assert [values for _, _, _, values in found] == [[0], [1], [2], [3], [4]]
    assert [when for _, when, _, _ in found] == [d * 1440 + int(hours * 60) for d in range(5)]


def test_a_result_that_came_overtakes_an_older_one_that_is_still_to_come() -> None:
    one = late(hours=24.0)
    one.wait("anc", 100, np.array([0, 1]), np.array([1.0, 1.0]))
    one.known("anc", 200, np.array([0]))
    one.wait("anc", 300, np.array([0, 1]), np.array([3.0, 3.0]))
    assert come(one, 5000) == [("anc", 1540, [1], [1]), ("anc", 1740, [0, 1], [3, 3])]
