"""written_as: numbers as yes and no, as an event, as a code, as a rounded quantity."""

import numpy as np
import pytest

from tests.unit.care.small import other, quantity
from trephine.core.error import InputError
from trephine.loop.ward.written import written_as

VALUES = np.array([0.0, 1.0, 2.5, -1.0])


def test_a_yes_is_what_is_not_0_and_a_no_is_said() -> None:
    found = written_as(other("x", "yesno"))(VALUES)
    assert found.tolist() == [0, 1, 1, 1]
    assert found.dtype == np.int8


def test_an_event_is_written_only_where_it_took_place() -> None:
    assert written_as(other("x", "event"))(VALUES).tolist() == [-1, 1, 1, 1]


@pytest.mark.parametrize("kind", ["quantity", "dose"])
def test_an_amount_is_rounded_and_kept_possible(kind) -> None:
    one = quantity("x", possible=("0", "10"), step="0.5")
    one = one if kind == "quantity" else other("x", "dose")
    found = written_as(one)(np.array([0.24, 0.26, 99.0, np.nan]))
    if kind == "quantity":
        assert found[:3].tolist() == [0, 0.5, 10]
    assert np.isnan(found[3])
    assert found.dtype == np.float64


def test_codes_are_places_among_the_choices_by_the_first_limit_not_exceeded() -> None:
    one = other("x", "choice", "high middle low")
    write = written_as(one, ((1.0, "low"), (2.0, "middle")), "high")
    assert write(np.array([-5.0, 1.0, 1.01, 2.0, 2.01])).tolist() == [2, 2, 1, 1, 0]


def test_one_code_alone_is_written_of_everybody() -> None:
    assert written_as(other("x", "choice", "no yes"), (), "yes")(VALUES).tolist() == [1] * 4


def test_a_code_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="maybe"):
        written_as(other("x", "choice", "no yes"), ((1.0, "maybe"),), "yes")
