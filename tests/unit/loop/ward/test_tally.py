"""Tally: grades by what is sure, days between rounds, doses and steroid days."""

from types import SimpleNamespace

import numpy as np

from trephine.loop.outcomes.columns import COLUMNS
from trephine.loop.ward.tally import Tally

DAY = 1440
GRADES = (
    "crs_grade",
    "icans_grade",
    "neutrophil_grade",
    "wbc_grade",
    "lymphocyte_grade",
    "platelet_grade",
    "anemia_grade",
)
OPEN = (-np.inf, np.inf)


def decided(n=1, **grades):
    """Return decisions: of each grade ``(low, high)``, the others not known."""

    def number(name):
        assert name in GRADES
        low, high = grades.get(name, OPEN)
        return np.resize(np.asarray(low, dtype=float), n), np.resize(np.asarray(high, float), n)

    return SimpleNamespace(number=number)


def course(*rounds, name="crs_grade"):
    """Return the columns after rounds ``(day, low, high)`` of one patient."""
    tally = Tally(COLUMNS, 1)
    for day, low, high in rounds:
        tally.take(decided(**{name: (low, high)}), np.array([0]), round(day * DAY))
    return {name: column[0] for name, column in tally.columns().items()}


def test_the_highest_grade_is_that_which_is_sure() -> None:
    found = course((1, 1, 1), (2, 2, 4), (3, 0, 4), (4, 0, 0))
    assert found["crs_max"] == 2
    assert found["crs_day"] == 1


def test_never_graded_is_not_known_and_graded_none_is_none() -> None:
    assert course((1, *OPEN), (2, *OPEN))["crs_max"] == -1
    found = course((1, *OPEN), (2, 0, 0))
    assert found["crs_max"] == 0
    assert np.isnan(found["crs_day"])
    assert found["crs_days"] == 0


def test_days_with_a_toxicity_run_from_round_to_round() -> None:
    found = course((1, 0, 0), (2, 1, 1), (2.5, 3, 3), (4, 0, 0), (9, 1, 1), (10, 0, 0))
    assert found["crs_day"] == 2
    assert found["crs_days"] == 0.5 + 1.5 + 1


def test_what_comes_before_the_infusion_is_not_counted() -> None:
    found = course((-3, 4, 4), (1, 1, 1), name="wbc_grade")
    assert found["wbc_grade"] == 1


def test_the_round_of_the_infusion_itself_counts() -> None:
    found = course((0, 1, 1), (0.5, 0, 0))
    assert (found["crs_max"], found["crs_day"], found["crs_days"]) == (1, 0, 0.5)


def test_day_thirty_is_the_last_round_of_its_window() -> None:
    rounds = ((26.9, 4, 4), (27, 3, 3), (33, 2, 2), (33.1, 0, 0))
    assert course(*rounds, name="neutrophil_grade")["anc_grade_d30"] == 2
    assert course(rounds[0], rounds[3], name="neutrophil_grade")["anc_grade_d30"] == -1
    unknown = course(rounds[1], (30, *OPEN), (31, 0, 4), name="neutrophil_grade")
    assert unknown["anc_grade_d30"] == 3, "a round that could not grade takes nothing back"


def test_low_igg_is_what_was_read_and_no_decision() -> None:
    tally, rows = Tally(COLUMNS, 5), np.arange(5)
    tally.read("igg", rows, np.array([3.9, 4.0, np.nan, 9.0, np.nan]))
    tally.read("igg", rows[1:], np.array([4.5, np.nan, 3.0, 4.0]))
    tally.read("iga", rows, np.zeros(5))
    assert tally.columns()["igg_low"].tolist() == [1, 0, -1, 1, 0]


def test_days_of_severe_neutropenia_are_those_of_grade_3_and_more() -> None:
    rounds = ((1, 4, 4), (3, 3, 3), (5, 2, 2), (9, 3, 4), (10, 0, 4), (12, 0, 0))
    assert course(*rounds, name="neutrophil_grade")["anc_g3_days"] == 2 + 2 + 1


def test_doses_are_counted_each_and_steroids_by_the_day() -> None:
    tally = Tally(COLUMNS, 3)
    for minute in (0, 480, 1439, 1440):
        tally.given("glucocorticoid", np.array([0, 2]), minute)
        tally.given("tocilizumab", np.array([2]), minute)
        tally.given("antibiotic", np.array([1]), minute)
    found = tally.columns()
    assert found["steroid_days"].tolist() == [2, 0, 2]
    assert found["tocilizumab_doses"].tolist() == [0, 0, 4]


def test_rows_are_places_in_the_ward() -> None:
    tally = Tally(COLUMNS, 5)
    tally.take(decided(2, icans_grade=([3, 1], [3, 1])), np.array([4, 1]), DAY)
    assert tally.columns()["icans_max"].tolist() == [-1, 1, -1, -1, 3]


def test_who_was_ever_in_a_place_was_there() -> None:
    tally = Tally(COLUMNS, 3)
    assert tally.columns()["icu"].tolist() == [0, 0, 0]
    tally.held({"icu": np.array([0.0, 1.0, 0.0])}, np.arange(3))
    tally.held({"icu": np.array([1.0, 0.0, 2.0])}, np.array([1, 2]))
    assert tally.columns()["icu"].tolist() == [0, 1, 1]
