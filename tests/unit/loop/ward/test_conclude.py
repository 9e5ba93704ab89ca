"""conclude: the past takes a grade that is known, or one that is surely above none."""

from types import SimpleNamespace

import numpy as np

from trephine.loop.ward.conclude import conclude


def taken(low, high, floor=0, hit="max"):
    """Return what the past is told of each row; a grade's ends are ``low`` and ``high``."""
    told = {}
    past = SimpleNamespace(
        concluded=lambda name, minute, rows, values: told.update({name: (minute, rows, values)})
    )
    ends = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    decided = SimpleNamespace(number=lambda _: ends, coded=lambda _: np.array([1, 3, 0]))
    table = SimpleNamespace(hit=hit, decides="grade", floor=floor)
    conclude(past, [table], decided, np.arange(len(ends[0])), 240)
    assert told["grade"][0] == 240
    return told["grade"][2]


def test_a_known_grade_is_told_and_of_a_range_its_lower_end_where_that_is_above_none() -> None:
    found = taken([0, 3, 2, 0], [0, 3, 4, 4])
    assert found[:3].tolist() == [0, 3, 2]
    assert np.isnan(found[3]), "none to grade 4 says nothing: the grade before stands"


def test_nothing_decided_tells_nothing() -> None:
    assert np.isnan(taken([-np.inf, np.inf], [np.inf, np.inf])).all()


def test_the_least_grade_of_a_table_is_its_none() -> None:
    found = taken([1, 2, 1], [4, 4, 1], floor=1)
    assert np.isnan(found[0])
    assert found[1:].tolist() == [2, 1]


def test_codes_are_told_as_they_are() -> None:
    assert taken([0, 0, 0], [0, 0, 0], hit="unique").tolist() == [1, 3, 0]
