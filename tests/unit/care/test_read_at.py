"""When a value that a grade rests on was read: what a signer is shown beside it."""

from datetime import timedelta

import pytest

from tests.unit.care.small import AT, by_id, derived, other, quantity, reading, record, valid
from trephine.care.read_at import read_at
from trephine.care.resolve import Known
from trephine.core.value import Number

SMALL = by_id(
    quantity("p", possible=("0", "2"), validity=valid("grading", "24")),
    quantity("q", possible=("0", "1")),
    other("s", "choices", "x y"),
    other("e", "event"),
    derived(quantity("t", possible=("0", "3"), validity=valid("grading", "24")), "sum", "p", "q"),
    derived(quantity("n", possible=("0", "2")), "set_size", "s", value="x|y"),
    derived(quantity("c", possible=("0", "9")), "count", "p", within="24"),
    derived(quantity("since", possible=("0", "999")), "hours_since_last", "e"),
)


@pytest.mark.parametrize(
    ("name", "readings", "hours"),
    [
        ("p", [("p", "1", 5), ("p", "2", 3)], 3),
        ("p", [("p", "1", 30)], 30),
        ("p", [], None),
        # Computed: the oldest of what it rests on.
        ("t", [("p", "1", 5), ("q", "1", 2)], 5),
        ("t", [("t", "3", 4), ("p", "2", 3), ("q", "0", 1)], 3),
        ("n", [("s", ("x",), 7)], 7),
        # Stated: its own; a part of it that is older counts no more.
        ("t", [("t", "3", 4), ("p", "2", 6), ("q", "0", 1)], 1),
        ("t", [("t", "2", 4), ("p", "2", 6), ("q", "0", 1)], 4),
        ("t", [("t", "2", 30)], 30),
        # How often, and how long ago, are no values of a moment.
        ("c", [("p", "1", 5)], None),
        ("since", [("e", True, 5)], None),
    ],
)
def test_each_value_has_the_moment_of_what_it_rests_on(name, readings, hours):
    known = Known(record(*(reading(*one) for one in readings)), AT, SMALL)
    found = read_at(name, known, "grading")
    assert found == (None if hours is None else AT - timedelta(hours=hours))


def test_what_a_table_decided_and_a_name_that_is_no_observable_have_none():
    known = Known(record(reading("p", "1", 3)), AT, SMALL)
    known.conclude("p", Number())
    assert read_at("p", known, "grading") is None
    assert read_at("crs_grade", known, "grading") is None
