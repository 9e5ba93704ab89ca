"""Names: columns of the rows of a round, from the first source that has them, asked for once."""

import numpy as np
import pytest

from trephine.loop.ward.names import Names, PastAt, of_rows, wide

ROWS = np.array([1, 3])


def test_a_name_is_taken_from_the_first_source_that_has_it() -> None:
    one = Names(
        ROWS,
        ({"a": np.arange(4.0)}, {"a": -np.arange(4.0), "b": 10 * np.arange(4.0)}),
        {},
        {"here": np.array([7.0, 8.0])},
    )
    assert one["a"].tolist() == [1, 3]
    assert one["b"].tolist() == [10, 30]
    assert one["here"].tolist() == [7, 8], "what is of the rows already is not picked again"
    assert sorted(one) == ["a", "b", "here"]
    assert len(one) == 3


def test_what_is_of_the_rows_goes_before_every_source() -> None:
    one = Names(ROWS, ({"day": np.arange(4.0)},), {}, {"day": np.full(2, 5.0)})
    assert one["day"].tolist() == [5, 5]


def test_a_source_goes_before_a_formula_and_formulas_rest_on_each_other() -> None:
    formulas = {
        "double": lambda names: 2 * names["a"],
        "more": lambda names: names["double"] + 1,
        "a": lambda _: np.full(2, -1.0),
        "one": lambda _: 1,
    }
    one = Names(ROWS, ({"a": np.arange(4.0)},), formulas, {})
    assert one["more"].tolist() == [3, 7]
    assert one["one"].tolist() == [1, 1]


def test_a_name_is_worked_out_once() -> None:
    asked = []

    def formula(_):
        asked.append(1)
        return 4.0

    one = Names(ROWS, (), {"x": formula}, {})
    assert one["x"].tolist() == one["x"].tolist() == [4, 4]
    assert len(asked) == 1


def test_a_name_that_there_is_not_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Names(ROWS, ({"a": np.arange(4.0)},), {}, {})["b"]


def test_the_past_is_asked_at_its_minute_and_not_listed() -> None:
    class Past:
        def __contains__(self, name):
            return name == "q"

        def worth(self, _, minute, rows, after):
            return minute + after + 0.5 * rows

    at = PastAt(Past(), 80, ROWS, 10)
    assert "q" in at
    assert "r" not in at
    assert at["q"].tolist() == (90 + 0.5 * ROWS).tolist()
    assert (list(at), len(at)) == ([], 0)
    assert Names(ROWS, (at,), {}, {})["q"].tolist() == (90 + 0.5 * ROWS).tolist()


def test_columns_of_all_are_not_copied_and_others_are_picked() -> None:
    column = np.arange(3.0)
    assert of_rows(column, np.arange(3)) is column
    assert of_rows(column, np.array([2])).tolist() == [2]
    assert of_rows(column, np.array([], dtype=int)).tolist() == []


@pytest.mark.parametrize("value", [2, 2.0, True, np.float64(2), np.array(2)])
def test_one_number_is_one_for_each(value) -> None:
    found = wide(value, np.array([4, 5]))
    assert found.tolist() == [float(value)] * 2
    assert found.dtype == np.float64


def test_a_column_stays_and_nobody_is_nobody() -> None:
    assert wide(np.array([1, 0]), np.array([4, 5])).tolist() == [1, 0]
    assert wide(np.array([True]), np.array([4])).tolist() == [1]
    assert wide(3.0, np.array([], dtype=int)).shape == (0,)


def test_a_column_of_others_is_refused() -> None:
    with pytest.raises(TypeError):
        wide(np.array([1.0, 2.0, 3.0]), np.array([4, 5]))
