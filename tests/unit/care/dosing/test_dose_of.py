"""The amount of one dose: cap, rounding, what is missing, and the words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trephine.care.dosing.dose_of import DoseRounding, dose_of, figures
from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed
from trephine.core.rule import Order
from trephine.core.text import Text

D = Decimal
MARK = Assumed(reason=Text(zh="试", en="test"), on=date(2026, 11, 22))
PER_KG = Order(
    id="x",
    drug="x",
    label=Text(zh="药", en="drug"),
    mark=MARK,
    amount=D(8),
    unit="mg",
    per="kg",
    cap=D(800),
    cap_unit="mg",
    needs=("weight",),
)
PER_M2 = replace(PER_KG, amount=D(30), per="m2", cap=None, cap_unit="", needs=())


@pytest.mark.parametrize(
    ("weight", "amount", "capped"),
    [("99.9", "799.2", False), ("100", "800", False), ("100.1", "800", True), ("70", "560", False)],
)
def test_the_cap(weight, amount, capped):
    found = dose_of(PER_KG, weight=D(weight), bsa=None)
    assert (found.amount, found.capped, found.released) == (D(amount), capped, True)
    assert ("cap applies" in found.working.en) == capped
    assert ("取上限" in found.working.zh) == capped


def test_no_weight_no_dose():
    found = dose_of(PER_KG, weight=None, bsa=D(2))
    assert found.amount is None
    assert found.missing == ("weight",)
    assert not found.released
    assert "体重" in found.working.zh


def test_no_surface_no_dose_though_nothing_asks_for_it():
    assert dose_of(PER_M2, weight=D(70), bsa=None).missing == ("bsa",)
    assert dose_of(PER_M2, weight=None, bsa=D("1.8")).amount == D("54.0")


def test_another_need_holds_the_dose_back_and_shows_it():
    order = replace(PER_M2, needs=("creatinine_clearance",))
    found = dose_of(order, weight=None, bsa=D("1.8"))
    assert found.amount == D("54.0")
    assert found.missing == ("creatinine_clearance",)
    assert dose_of(order, weight=None, bsa=D("1.8"), known={"creatinine_clearance"}).released


def test_a_flat_dose_needs_nothing():
    flat = replace(PER_KG, amount=D(10), per="", cap=None, needs=())
    found = dose_of(flat, weight=None, bsa=None)
    assert (found.amount, found.working.en) == (D(10), "10 mg")


def test_a_source_that_states_no_amount():
    found = dose_of(replace(PER_KG, amount=None, needs=()), weight=None, bsa=None)
    assert found.amount is None
    assert not found.stated
    assert found.released


@pytest.mark.parametrize(
    ("direction", "amount"), [("nearest", "560"), ("down", "560"), ("up", "580")]
)
def test_rounding_is_named_and_shown(direction, amount):
    rounding = DoseRounding(step=D(20), direction=direction)
    found = dose_of(PER_KG, weight=D("70.6"), bsa=None, rounding=rounding)
    assert found.exact == D("564.8")
    assert found.amount == D(amount)
    assert f"{amount} mg" in found.working.en
    assert "564.8 mg" in found.working.zh


def test_rounding_without_a_cap():
    rounding = DoseRounding(step=D(5), direction="down")
    assert dose_of(PER_M2, weight=None, bsa=D("1.9"), rounding=rounding).amount == 55


def test_rounding_up_never_passes_the_cap():
    rounding = DoseRounding(step=D(300), direction="up")
    assert dose_of(PER_KG, weight=D(99), bsa=None, rounding=rounding).amount == 800


def test_without_rounding_nothing_is_rounded():
    found = dose_of(PER_M2, weight=None, bsa=D("1.8181188811"))
    assert found.amount == 30 * D("1.8181188811")
    assert "≈" in found.working.en


@pytest.mark.parametrize("weight", [D(0), D(-70), D("NaN"), 70.5])
def test_an_impossible_weight_is_refused(weight):
    with pytest.raises(InputError, match="weight"):
        dose_of(PER_KG, weight=weight, bsa=None)


def test_a_cap_in_another_unit_is_a_defect_of_the_content():
    with pytest.raises(ContentError, match="cap"):
        dose_of(replace(PER_KG, cap_unit="g"), weight=D(70), bsa=None)


def test_figures():
    assert [figures(D(x)) for x in ("560.0", "100", "1.81811888", "0.5", "1E+2")] == [
        "560",
        "100",
        "1.8181",
        "0.5",
        "100",
    ]
