"""The one-cell rule against a stochastic birth-death process: see validation/birth_death."""

import json
from math import sqrt

import pytest

from validation.birth_death.compare import alive, hazard
from validation.birth_death.courses import COURSES, TURNING, Course
from validation.birth_death.simulate import HERE, closed_form, simulate

PINNED = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))


def named(course: Course) -> str:
    return course.id


@pytest.mark.parametrize("course", [*COURSES, *TURNING], ids=named)
def test_the_simulation_agrees_with_the_closed_form(course):
    exact = closed_form(course)
    spread = sqrt(exact * (1 - exact) / PINNED["runs"])
    # Rates stand still for half a day in the simulation: 0.011 at most beside its noise.
    assert abs(PINNED["alive"][course.id] - exact) < 4 * spread


@pytest.mark.parametrize("course", [COURSES[2], COURSES[6]], ids=named)
def test_the_pinned_simulation_can_be_made_again(course):
    share = float((simulate(course, 1000, 5) > 0).mean())
    assert share == pytest.approx(PINNED["alive"][course.id], abs=0.07)


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_the_model_leaves_and_lets_arrive_as_many_lineages(course):
    ratio = hazard(alive(course)) / hazard(closed_form(course))
    assert 0.57 < ratio < 1.75


def test_too_many_are_left_where_cells_turn_over_as_the_readme_says():
    ratios = [hazard(alive(course)) / hazard(closed_form(course)) for course in TURNING]
    assert all(ratio > 1.3 for ratio in ratios)
