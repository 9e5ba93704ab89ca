"""Body surface and kidney function against figures worked out by hand, and their refusals."""

import math
from decimal import Decimal

import pytest

from trephine.care.derive.body import body_surface, dubois, mosteller, stevenson
from trephine.care.derive.kidney import ckd_epi_2021, cockcroft_gault
from trephine.core.error import InputError

D = Decimal


def test_mosteller_is_exact_where_the_root_is():
    # 160 * 90 / 3600 = 4
    assert mosteller(height=D(160), weight=D(90)) == 2


def test_dubois_agrees_with_logarithms():
    expected = 0.007184 * math.exp(0.425 * math.log(70.5) + 0.725 * math.log(171.5))
    assert float(dubois(height=D("171.5"), weight=D("70.5"))) == pytest.approx(expected, rel=1e-14)


def test_stevenson_is_a_straight_line():
    assert stevenson(height=D(170), weight=D(70)) == D("1.7801")
    assert stevenson(height=D(171), weight=D(70)) - D("1.7801") == D("0.0061")


def test_the_three_stand_side_by_side():
    found = body_surface(height=D(185), weight=D(110))
    assert [one.formula for one in found] == ["mosteller", "dubois", "stevenson"]
    assert len({one.area for one in found}) == 3


def test_cockcroft_gault_at_one_mg_per_dl():
    found = cockcroft_gault(age=D(68), weight=D(72), creatinine=D("88.42"), sex="male")
    assert found == 72
    woman = cockcroft_gault(age=D(68), weight=D(72), creatinine=D("88.42"), sex="female")
    assert woman == found * D("0.85")
    worse = cockcroft_gault(age=D(68), weight=D(72), creatinine=D("176.84"), sex="male")
    assert worse == 36


def test_ckd_epi_begins_at_18():
    assert ckd_epi_2021(age=D(18), creatinine=D(80), sex="male") > 100


@pytest.mark.parametrize(("sex", "kappa", "factor"), [("male", "0.9", 1), ("female", "0.7", 1.012)])
def test_ckd_epi_at_its_knee(sex, kappa, factor):
    at_knee = ckd_epi_2021(age=D(50), creatinine=D(kappa) * D("88.42"), sex=sex)
    assert float(at_knee) == pytest.approx(142 * 0.9938**50 * factor, rel=1e-12)
    above = ckd_epi_2021(age=D(50), creatinine=2 * D(kappa) * D("88.42"), sex=sex)
    assert float(above / at_knee) == pytest.approx(2**-1.2, rel=1e-12)
    below = ckd_epi_2021(age=D(50), creatinine=D(kappa) * D("88.42") / 2, sex=sex)
    slope = -0.302 if sex == "male" else -0.241
    assert float(below / at_knee) == pytest.approx(0.5**slope, rel=1e-12)


@pytest.mark.parametrize("bad", [D(0), D(-1), D("NaN"), D("Infinity"), 70.0, True, "70"])
@pytest.mark.parametrize("formula", [mosteller, dubois, stevenson])
def test_an_impossible_body_is_refused(formula, bad):
    with pytest.raises(InputError) as refusal:
        formula(height=D(170), weight=bad)
    assert "weight" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 4
    with pytest.raises(InputError):
        formula(height=bad, weight=D(70))


def test_stevenson_refuses_a_body_below_its_line():
    with pytest.raises(InputError, match="cannot be true"):
        stevenson(height=D(10), weight=D(1))


def test_kidney_refuses_what_its_formula_is_not_for():
    fine = {"creatinine": D(80), "sex": "male"}
    for call in (
        lambda: cockcroft_gault(age=D(140), weight=D(70), **fine),
        lambda: cockcroft_gault(age=D(-1), weight=D(70), **fine),
        lambda: cockcroft_gault(age=D(60), weight=D(0), **fine),
        lambda: cockcroft_gault(age=D(60), weight=D(70), creatinine=D(0), sex="male"),
        lambda: cockcroft_gault(age=D(60), weight=D(70), creatinine=D(80), sex="M"),
        lambda: ckd_epi_2021(age=D(17), **fine),
        lambda: ckd_epi_2021(age=D(60), creatinine=D(-5), sex="female"),
    ):
        with pytest.raises(InputError):
            call()
