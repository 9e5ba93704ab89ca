"""Past: each quantity against a history worked out by hand."""

import numpy as np
import pytest

from tests.unit.care.small import other, quantity
from tests.unit.loop.ward.small_acts import past_quantity
from trephine.core.observable import Choice
from trephine.core.text import Text
from trephine.loop.ward.past import Past

HOUR = 60
CHOICES = tuple(Choice(code=code, label=Text(zh=code, en=code)) for code in ("no", "watch"))
OBSERVABLES = {
    "x": quantity("x"),
    "y": quantity("y"),
    "dose": quantity("dose"),
    "seen": other("seen", "choice", "none short prolonged"),
}


def past(one, n=1):
    return Past([one], OBSERVABLES, {"judged": CHOICES}, n)


def told(one, *readings, at, n=1):
    """Return what a quantity is worth after readings ``(hour, name, value)`` of the first row."""
    found = past(one, n)
    for hour, name, value in readings:
        found.read(name, hour * HOUR, np.array([0]), np.array([value]))
    return found.worth("q", at * HOUR)[0]


# Hour of reading and value; the first is before the infusion.
COURSE = ((-5, "x", 9.0), (2, "x", 4.0), (10, "x", 7.0), (30, "x", 5.0))


@pytest.mark.parametrize(
    ("what", "more", "at", "value"),
    [
        ("last", {}, 30, 5.0),
        ("highest", {}, 30, 7.0),
        ("lowest", {}, 30, 4.0),
        ("highest", {"within": 24}, 30, 7.0),  # the one of hour 10
        ("highest", {"within": 20}, 30, 7.0),  # just 20 hours ago
        ("highest", {"within": 19}, 30, 5.0),
        ("lowest", {"within": 24}, 33, 5.0),
        ("highest", {"within": 24}, 55, -9.0),  # nothing is left in the window
        ("highest", {"within": 40}, 30, 9.0),  # a window looks back before the infusion
        ("hours_since_first", {}, 31, 29.0),
        ("hours_since_last", {}, 31, 1.0),
        ("count", {}, 31, 3.0),
    ],
)
def test_a_course_by_hand(what, more, at, value) -> None:
    assert told(past_quantity(what, **more), *COURSE, at=at) == value


def test_before_any_reading_it_is_what_the_library_says() -> None:
    for what in ("last", "highest", "lowest", "hours_since_first", "hours_since_last"):
        assert told(past_quantity(what, otherwise=3.5), at=8) == 3.5
    assert told(past_quantity("count", otherwise=3.5), at=8) == 0, "none is known to be none"


def test_what_was_before_the_infusion_is_no_highest_since_it() -> None:
    assert told(past_quantity("highest"), (-5, "x", 9.0), at=1) == -9
    assert told(past_quantity("last"), (-5, "x", 9.0), at=1) == 9


@pytest.mark.parametrize(("what", "value"), [("at_first", 4.0), ("at_last", 7.0)])
def test_the_value_at_a_dose_is_the_latest_before_it(what, value) -> None:
    course = (
        (-8, "dose", 1.0),
        *COURSE[:2],
        (3, "dose", 1.0),
        COURSE[2],
        (11, "dose", 1.0),
        COURSE[3],
    )
    assert told(past_quantity(what, since=("dose",)), *course, at=31) == value


def test_no_value_changes_nothing_and_a_no_is_no_event() -> None:
    assert told(past_quantity("last"), (1, "x", 4.0), (2, "x", np.nan), at=3) == 4
    happened = past_quantity("hours_since_last")
    assert told(happened, (1, "x", 1), (2, "x", 0), (3, "x", -1), at=4) == 3
    assert told(past_quantity("count"), (1, "x", 1), (2, "x", 0), (3, "x", -1), at=4) == 1


def test_several_observables_count_as_one() -> None:
    either = past_quantity("count", of=("x", "y"))
    assert told(either, (1, "x", 1.0), (2, "y", 1.0), (3, "y", 1.0), at=4) == 3


def test_a_code_is_one_where_it_was_seen() -> None:
    seen = past_quantity("last", of=("seen",), code="prolonged")
    assert told(seen, (1, "seen", 2), at=2) == 1
    assert told(seen, (1, "seen", 2), (2, "seen", 0), at=3) == 0
    assert told(seen, (1, "seen", 1), (2, "seen", -1), at=3) == 0


def test_conclusions_count_where_they_are_sure() -> None:
    one = past(past_quantity("last", of=("judged",), code="watch"), n=3)
    one.concluded("judged", 0, np.arange(3), np.array([2, 3, 1]))  # watch, open, no
    assert one.worth("q", HOUR).tolist() == [1, 0, 0]
    graded = past(past_quantity("highest", of=("grade",)), n=2)
    graded.concluded("grade", 0, np.arange(2), np.array([2.0, np.nan]))
    graded.concluded("grade", HOUR, np.arange(2), np.array([1.0, np.nan]))
    assert graded.worth("q", HOUR).tolist() == [2, -9]


def test_rows_are_kept_apart() -> None:
    one = past(past_quantity("last"), n=4)
    one.read("x", 0, np.array([3, 1]), np.array([30.0, 10.0]))
    one.read("x", HOUR, np.array([1, 2]), np.array([np.nan, 20.0]))
    assert one.worth("q", HOUR).tolist() == [-9, 10, 20, 30]


def test_what_is_looked_at_is_known() -> None:
    one = past(past_quantity("at_last", since=("dose",)))
    assert one.needs("x")
    assert one.needs("dose")
    assert not one.needs("y")
    assert "q" in one
    assert "x" not in one


@pytest.mark.parametrize(
    ("what", "more", "before", "after"),
    [
        ("count", {}, 3.0, 0.0),
        ("highest", {}, 7.0, -1.0),
        ("hours_since_first", {}, 38.0, -1.0),
        ("hours_since_last", {}, 10.0, -1.0),
        ("last", {}, 5.0, 5.0),
        ("highest", {"within": 12.0}, 5.0, 5.0),
        ("count", {"whole": True}, 3.0, 3.0),
    ],
)
def test_what_counts_from_an_infusion_begins_anew_with_a_second(what, more, before, after) -> None:
    one = past_quantity(what, otherwise=-1.0, **more)
    found = past(one, 2)
    for hour, name, value in COURSE:
        found.read(name, hour * HOUR, np.array([0, 1]), np.array([value, value]))
    assert found.worth("q", 40 * HOUR).tolist() == [before] * 2
    found.again(np.array([1]))
    expected = [before, 0.0 if what == "count" and after == 0.0 else after]
    assert found.worth("q", 40 * HOUR).tolist() == expected


def test_hours_since_are_those_at_which_it_would_be_given() -> None:
    for what, hours in (("hours_since_last", 8.0), ("hours_since_first", 28.0), ("last", 5.0)):
        found = past(past_quantity(what))
        for hour, value in ((10, 4.0), (30, 5.0)):
            found.read("x", hour * HOUR + 10, np.array([0]), np.array([value]))
        assert found.worth("q", 38 * HOUR, None, 10)[0] == hours
        assert found.worth("q", 38 * HOUR)[0] == (hours if what == "last" else hours - 1 / 6)
