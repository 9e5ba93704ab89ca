"""The nine regimens of table 2 as doses on dates."""

from datetime import date
from decimal import Decimal

import pytest

from trephine import library
from trephine.care.dosing.dose_of import DoseRounding
from trephine.care.dosing.lymphodepletion import lymphodepletion
from trephine.core.error import InputError
from trephine.library.dosing import infusion_interval, lymphodepletion_needs

D = Decimal
INFUSION = date(2026, 3, 3)
BODY = {"height": D(160), "weight": D(90)}  # 2 m2 by Mosteller
# By row of the table: drug, mg on one day at 2 m2 and 90 kg, days counted from the infusion.
TABLE_2 = {
    "CAR-BCMA": [("fludarabine", 60, (-5, -4, -3)), ("cyclophosphamide", 600, (-5, -4, -3))],
    "LCAR-B38M": [("cyclophosphamide", 600, (-5, -4, -3))],
    "CT103A": [("fludarabine", 50, (-4, -3, -2)), ("cyclophosphamide", 1800, (-4, -3, -2))],
    "HRAIN": [("fludarabine", 50, (-5, -4, -3)), ("cyclophosphamide", 600, (-5, -4, -3))],
    "anti-BCMA/anti-CD19": [("fludarabine", 60, (-5, -4, -3)), ("cyclophosphamide", 1500, (-5,))],
    "CT053": [("fludarabine", 50, (-5, -4, -3)), ("cyclophosphamide", 600, (-5, -4, -3))],
    "Tandem CAR T(BCMA-CD38)": [
        ("fludarabine", 50, (-5, -4, -3)),
        ("cyclophosphamide", 500, (-5, -4, -3)),
    ],
    "CARTITUDE-1": [("fludarabine", 60, (-5, -4, -3)), ("cyclophosphamide", 600, (-5, -4, -3))],
    "KarMMA": [("fludarabine", 60, (-5, -4, -3)), ("cyclophosphamide", 600, (-5, -4, -3))],
}


def plan(product, **changes):
    regimen = next(one for one in library.regimens() if one.product == product)
    options = {"infusion": INFUSION, **BODY, **changes}
    return lymphodepletion(regimen, **options)


def test_every_row_is_covered():
    assert {one.product for one in library.regimens()} == set(TABLE_2)


@pytest.mark.parametrize("product", TABLE_2)
def test_doses_and_days(product):
    found = plan(product)
    given = {(one.dose.order.drug, one.dose.amount, one.day) for one in found.doses}
    assert given == {(drug, amount, day) for drug, amount, days in TABLE_2[product] for day in days}
    assert all((one.on - INFUSION).days == one.day for one in found.doses)
    assert found.not_given == (("fludarabine",) if product == "LCAR-B38M" else ())
    rest = (INFUSION - found.last_day).days - 1
    limits = infusion_interval()
    assert limits.rest_least.value <= rest <= limits.rest_most.value


def test_dates_cross_the_end_of_february():
    assert [one.on for one in plan("LCAR-B38M").doses] == [
        date(2026, 2, 26),
        date(2026, 2, 27),
        date(2026, 2, 28),
    ]


def test_all_formulae_stand_beside_the_one_used():
    found = plan("LCAR-B38M", formula="dubois")
    first = found.doses[0]
    beside = dict(first.by_formula)
    assert first.dose.amount == beside["dubois"]
    assert beside["mosteller"] == 600
    assert len(set(beside.values())) == 3


def test_a_dose_per_kg_is_the_same_by_all():
    per_kg = next(one for one in plan("CT103A").doses if one.dose.order.drug == "cyclophosphamide")
    assert {amount for _, amount in per_kg.by_formula} == {1800}


def test_without_height_only_the_dose_per_kg_has_an_amount():
    found = plan("CT103A", height=None)
    amounts = {(one.dose.order.drug, one.dose.amount) for one in found.doses}
    assert amounts == {("fludarabine", None), ("cyclophosphamide", 1800)}
    assert found.missing == ("height",)


def test_without_weight_nothing_has():
    found = plan("KarMMA", weight=None)
    assert {one.dose.amount for one in found.doses} == {None}
    assert found.missing == ("weight",)


def test_fludarabine_waits_for_the_clearance():
    found = plan("KarMMA", needs=lymphodepletion_needs())
    held = {one.dose.order.drug for one in found.doses if not one.dose.released}
    assert held == {"fludarabine"}
    assert found.missing == ("creatinine_clearance",)
    known = plan("KarMMA", needs=lymphodepletion_needs(), known={"creatinine_clearance"})
    assert known.missing == ()


def test_rounding_is_passed_on():
    found = plan("KarMMA", rounding=DoseRounding(step=D(50), direction="down"))
    assert {one.dose.amount for one in found.doses} == {50, 600}


def test_a_first_dose_in_the_past_is_refused():
    assert plan("KarMMA", today=date(2026, 2, 26)).doses
    with pytest.raises(InputError, match="in the past"):
        plan("KarMMA", today=date(2026, 2, 27))


@pytest.mark.parametrize("body", [{"weight": D(0)}, {"height": D(0)}, {"formula": "Mosteller"}])
def test_bad_input(body):
    with pytest.raises(InputError):
        plan("KarMMA", **body)
