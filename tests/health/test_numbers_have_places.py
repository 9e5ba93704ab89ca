"""No number without a place: every figure of the library is under a mark whose source exists."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from trephine import library
from trephine.core.mark import Assumed, Derived, Read
from trephine.core.source import Locator
from trephine.library.acts import acts
from trephine.library.calendar_schedule import calendar_schedule
from trephine.library.dosing import dose_budgets, infusion_interval, steroid_rule
from trephine.library.endpoints import endpoints
from trephine.library.kinetics_table import (
    free_parameters,
    kinetic_arms,
    kinetic_goals,
    series_kinds,
)
from trephine.library.patient_columns import patient_columns
from trephine.library.response_criteria import response_criteria
from trephine.library.washout import washout_rules

SHELVES = {
    "sources": library.sources,
    "studies zhan2025": lambda: library.studies("zhan2025"),
    "studies consensus2022": lambda: library.studies("consensus2022"),
    "published": lambda: library.published("zhan2025"),
    "run outcomes": lambda: (library.run_outcomes(),),
    "regimens": library.regimens,
    "errata": library.errata,
    "claims zhan2025": lambda: library.claims("zhan2025"),
    "claims consensus2022": lambda: library.claims("consensus2022"),
    "claims li2023": lambda: library.claims("li2023"),
    "outcomes": library.outcomes,
    "counts zhan2025": lambda: library.reported_counts("zhan2025"),
    "counts consensus2022": lambda: library.reported_counts("consensus2022"),
    "response criteria": lambda: (response_criteria(),),
    "doses": lambda: (*dose_budgets().values(), steroid_rule(), infusion_interval()),
    "wash-outs": lambda: (washout_rules(),),
    "calendar": lambda: (calendar_schedule("consensus2022"),),
    "observables": lambda: tuple(library.observables().values()),
    "readouts": lambda: (library.readouts(),),
    "guidelines": library.guidelines,
    "orders": lambda: tuple(order for one in library.guidelines() for order in one.orders),
    "targets": library.targets,
    "target cohorts": library.target_cohorts,
    "kinetics": lambda: (*kinetic_arms(), *kinetic_goals(), *series_kinds()),
    "fit": lambda: (*free_parameters(), library.ensemble()),
    "strategies": library.strategies,
    "predictions": library.predictions,
    "endpoints": endpoints,
    "patient columns": patient_columns,
    "acts": lambda: (acts(),),
    "rules of support": lambda: (library.ward_pathway().guidelines[-1],),
    "errata care": lambda: library.errata(topic="care"),
}
# Ranges and validity of observables, what a ward counts, are chosen, each file with its reason.
ASSUMED = {"observables", "kinetics", "fit", "patient columns"}
# Fields that say where the noun that holds them, and all within it, was read.
PLACES = ("mark", "read_at", "at", "cited", "named_at")


def places_of(noun: Any) -> list[Locator]:
    """Return the places that a noun itself states; an assumption states its reason instead."""
    found: list[Locator] = []
    for name in PLACES:
        value = getattr(noun, name, None)
        if isinstance(value, Read):
            found.append(value.locator)
        elif isinstance(value, Derived):
            found += value.inputs
        elif isinstance(value, Locator):
            found.append(value)
        elif isinstance(value, tuple):
            found += value
    return found


def walk(noun: Any, *, placed: bool, path: str) -> Iterator[tuple[str, bool]]:
    """Yield every number below ``noun``, with whether a place covers it."""
    if is_dataclass(noun):
        covered = placed or bool(places_of(noun)) or isinstance(getattr(noun, "mark", 0), Assumed)
        for field in fields(noun):
            name = f"{path}.{field.name}"
            yield from walk(getattr(noun, field.name), placed=covered, path=name)
    elif isinstance(noun, tuple):
        for index, part in enumerate(noun):
            yield from walk(part, placed=placed, path=f"{path}[{index}]")
    elif isinstance(noun, int | float | Decimal | Fraction) and not isinstance(noun, bool):
        yield path, placed


def nouns(noun: Any) -> Iterator[Any]:
    if is_dataclass(noun):
        yield noun
        for field in fields(noun):
            yield from nouns(getattr(noun, field.name))
    elif isinstance(noun, tuple):
        for part in noun:
            yield from nouns(part)


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_number_stands_under_a_place(shelf):
    entries = SHELVES[shelf]()
    assert entries
    numbers = [
        found
        for entry in entries
        for found in walk(entry, placed=False, path=entry.__class__.__name__)
    ]
    assert numbers or shelf in {"errata", "errata care", "outcomes"} or shelf.startswith("claims")
    assert not [path for path, placed in numbers if not placed]


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_place_is_in_a_source_that_exists(shelf):
    known = {source.id for source in library.sources()}
    found = [noun for noun in nouns(SHELVES[shelf]()) if isinstance(noun, Locator)]
    assert found or shelf in ASSUMED
    assert {noun.source for noun in found} <= known
    assert all(noun.place.strip() for noun in found)


def test_the_check_sees_a_number_without_a_place():
    study = library.studies("zhan2025")[0]
    bare = list(walk(study.arms[0], placed=False, path="arm"))
    assert ("arm.n", False) in bare


@pytest.mark.parametrize("shelf", SHELVES)
def test_a_derived_count_runs_and_an_assumed_one_says_why(shelf):
    for noun in nouns(SHELVES[shelf]()):
        if isinstance(noun, Derived):
            assert noun.formula
            assert noun.inputs
        if isinstance(noun, Assumed):
            assert len(noun.reason.zh) > 10
            assert len(noun.reason.en) > 20


def test_everything_that_is_referred_to_exists():
    studies = [
        entry for review in ("zhan2025", "consensus2022") for entry in library.studies(review)
    ]
    known = {entry.id for entry in studies} | {source.id for source in library.sources()}
    known |= {row.id for row in library.published("zhan2025")}
    for erratum in library.errata():
        assert set(erratum.concerns) <= known, erratum.id
    ids = {entry.id for entry in studies}
    assert len(ids) == len(studies)
    for row in library.published("zhan2025"):
        assert set(row.studies) | set(row.excluded) <= ids
    for study in studies:
        assert library.source(study.source).id == study.id
        assert set(study.parts) <= ids
        marks = {code for outcome in library.outcomes() for code in outcome.codes}
        assert set(study.declared) <= marks
