"""Doses: the days and milligrams of the consensus's table 2, cells by weight, courses of drugs."""

from datetime import date

import numpy as np
import pytest

from trephine import library
from trephine.core.mark import Assumed
from trephine.core.strategy import DoseCourse
from trephine.mechanism.administer import administer
from trephine.mechanism.treatment import Infusion, Treatment, days_of, treatment

MODEL = library.model("bcma_cart")
STATES = [one.id for one in MODEL.states]
# One patient of 60 kg and 1.5 m2, another of 80 kg and 2.0 m2.
PEOPLE = {"weight": np.array([60.0, 80.0]), "bsa": np.array([1.5, 2.0])}
# Product: (mg of fludarabine, mg of cyclophosphamide of the first, days), read from table 2.
TABLE_2 = {
    "car-bcma-nci": (45.0, 450.0, (-5, -4, -3), (-5, -4, -3)),
    "lcar-b38m": (None, 450.0, (), (-5, -4, -3)),
    "ct103a": (37.5, 1200.0, (-4, -3, -2), (-4, -3, -2)),
    "hrain-bcma": (37.5, 450.0, (-5, -4, -3), (-5, -4, -3)),
    "bcma-cd19-cocktail": (45.0, 1125.0, (-5, -4, -3), (-5,)),
    "zevor-cel": (37.5, 450.0, (-5, -4, -3), (-5, -4, -3)),
    "bcma-cd38-tandem": (37.5, 375.0, (-5, -4, -3), (-5, -4, -3)),
    "cilta-cel": (45.0, 450.0, (-5, -4, -3), (-5, -4, -3)),
    "ide-cel": (45.0, 450.0, (-5, -4, -3), (-5, -4, -3)),
}


def given(product, strategies=(), **more):
    planned = treatment(
        library.product(product),
        [library.strategy(one) for one in strategies],
        library.lymphodepletions(),
        library.products(),
        **more,
    )
    return administer(MODEL, planned, PEOPLE, 2)


@pytest.mark.parametrize("product", TABLE_2)
def test_table_2(product) -> None:
    flu, cy, flu_days, cy_days = TABLE_2[product]
    _, notes = given(product)
    for drug, mg, days in (("fludarabine", flu, flu_days), ("cyclophosphamide", cy, cy_days)):
        found = [one for one in notes if one.drug == drug]
        assert tuple(one.day for one in found) == days
        assert all(one.unit == "mg" for one in found)
        assert all(one.amounts[0] == pytest.approx(mg) for one in found)


@pytest.mark.parametrize("product", [one.id for one in library.products() if one.studies])
def test_a_day_s_lymphodepletion_is_the_formula(product) -> None:
    doses, notes = given(product)
    at_depletion = doses.targets[0] == STATES.index("DL")
    for row in range(2):
        for day, amount in zip(
            doses.times[row][at_depletion], doses.amounts[row][at_depletion], strict=True
        ):
            area = {
                one.drug: one.amounts[row] / PEOPLE["bsa"][row] for one in notes if one.day == day
            }
            wanted = 0.4 * area.get("fludarabine", 0) / 30
            wanted += 0.6 * area.get("cyclophosphamide", 0) / 300
            assert amount == pytest.approx(wanted)


def test_the_standard_day_is_one_and_the_single_day_is_not_spread() -> None:
    standard, _ = given("ide-cel")
    assert standard.amounts[0, :3] == pytest.approx([1, 1, 1])
    cocktail, _ = given("bcma-cd19-cocktail")
    assert cocktail.amounts[0, :3] == pytest.approx([1.9, 0.4, 0.4])
    alone, _ = given("lcar-b38m")
    assert alone.amounts[0, :3] == pytest.approx([0.6, 0.6, 0.6])


def test_per_kg_depends_on_weight_and_surface() -> None:
    """20 mg/kg are 800 mg/m2 in both: 60 kg over 1.5 m2 and 80 kg over 2.0 m2."""
    doses, _ = given("ct103a")
    assert doses.amounts[:, 0] == pytest.approx([0.4 * 25 / 30 + 0.6 * 800 / 300] * 2)
    heavy = {"weight": np.array([90.0]), "bsa": np.array([1.5])}
    planned = treatment(library.product("ct103a"), (), library.lymphodepletions(), ())
    more, _ = administer(MODEL, planned, heavy, 1)
    assert more.amounts[0, 0] == pytest.approx(0.4 * 25 / 30 + 0.6 * 1200 / 300)


def test_cells_by_weight_and_by_number() -> None:
    doses, notes = given("cilta-cel")
    assert doses.amounts[:, -1] == pytest.approx([0.75e6 * 60 / 1e9, 0.75e6 * 80 / 1e9])
    assert notes[-1].unit == "cells"
    assert notes[-1].amounts == pytest.approx([4.5e7, 6e7])
    flat, _ = given("ide-cel")
    assert flat.amounts[:, -1] == pytest.approx([0.42, 0.42])


def test_split_infusion() -> None:
    doses, _ = given("lcar-b38m")
    cells = doses.targets[0] == STATES.index("R1")
    assert doses.times[0][cells].tolist() == [0, 3, 6]
    assert doses.amounts[0][cells] == pytest.approx(np.array([0.2, 0.3, 0.5]) * 0.5e6 * 60 / 1e9)


def test_no_lymphodepletion_and_another_regimen() -> None:
    none, _ = given("ide-cel", ("ld-none",))
    assert none.times[0].tolist() == [0]
    other, notes = given("ide-cel", ("ld-cyclophosphamide-alone",))
    assert {one.drug for one in notes} == {"cyclophosphamide", "ide-cel"}
    assert other.amounts[0, :3] == pytest.approx([0.6, 0.6, 0.6])


def test_a_second_infusion_has_its_own_days_and_regimen() -> None:
    ide, cilta = library.product("ide-cel"), library.product("cilta-cel")
    standard = library.lymphodepletions()[-1]
    planned = Treatment(
        product=ide,
        second=cilta,
        infusions=(
            Infusion(product=ide, day=0.0, place=1),
            Infusion(product=cilta, day=180.0, place=2, share=0.5, regimen=standard),
        ),
        courses=(),
    )
    doses, _ = administer(MODEL, planned, PEOPLE, 2)
    assert doses.times[0].tolist() == [0, 174, 175, 176, 177, 180]
    assert doses.targets[0][-1] == STATES.index("R2")
    assert doses.amounts[0][-1] == pytest.approx(0.5 * 0.75e6 * 60 / 1e9)
    assert (np.diff(doses.times, axis=1) >= 0).all()


def test_a_course_repeats_to_its_end() -> None:
    mark = Assumed(reason=library.product("ide-cel").mixes, on=date(2026, 11, 23))
    course = DoseCourse(state="DG", amount=1.0, days=(1.0, 3.0), every=2.0, until=9.5, mark=mark)
    assert days_of(course) == (1.0, 3.0, 5.0, 7.0, 9.0)
    once = DoseCourse(state="DG", amount=1.0, days=(1.0,), mark=mark)
    assert days_of(once) == (1.0,)
