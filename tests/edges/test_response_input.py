"""Input that cannot be true is refused in four lines; what is only incomplete is not evaluable."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from trephine.care.response.compile_response import ResponseArrays, compile_response
from trephine.care.response.options import standard_options
from trephine.care.response.respond import respond
from trephine.care.response.visit import Visit
from trephine.core.error import InputError, MethodError
from trephine.library.response_criteria import response_criteria

CRITERIA = response_criteria()
STANDARD = standard_options(CRITERIA)
BASE = Visit(at=0, serum_m=40, urine_m=0, spd=0)
GOOD = Visit(at=28, serum_m=4, urine_m=0)


def course(*visits, baseline=BASE, new_therapy=None, **chosen):
    options = replace(STANDARD, **chosen)
    return respond(baseline, visits, criteria=CRITERIA, options=options, new_therapy=new_therapy)


WRONG = [
    ({"serum_m": -1}, "impossible amount"),
    ({"serum_m": Decimal(201)}, "impossible amount"),
    ({"marrow_pc": 101}, "impossible amount"),
    ({"kappa": Decimal("-0.1")}, "impossible amount"),
    ({"serum_m": 4.0}, "integer or a Decimal"),
    ({"serum_m": True}, "integer or a Decimal"),
    ({"serum_m": "4"}, "integer or a Decimal"),
    ({"serum_m": Decimal("NaN")}, "integer or a Decimal"),
    ({"urine_m": Decimal("Infinity")}, "integer or a Decimal"),
    ({"spd": 400, "lesions": 0}, "number of lesions"),
    ({"spd": 0, "lesions": 2}, "number of lesions"),
    ({"lesions": -1}, "number of lesions"),
    ({"lesions": 0, "longest_diameter": 20}, "number of lesions"),
    ({"unit_missing": ("serum_m",)}, "without unit or conflicting"),
    ({"conflict": ("moon",)}, "without unit or conflicting"),
    ({"at": 0}, "not after the baseline"),
    ({"at": -3}, "not after the baseline"),
    ({"at": True}, "whole day"),
    ({"at": 28.5}, "whole day"),
    ({"at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001  (that is the point)
    ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "mixed"),
]


@pytest.mark.parametrize(("change", "what"), WRONG)
def test_refused(change, what):
    with pytest.raises(InputError, match=what) as caught:
        course(replace(GOOD, **change))
    for language in ("zh", "en"):
        assert len(caught.value.render(language).split("\n")) == 4


def test_the_baseline_is_checked_too():
    with pytest.raises(InputError, match="impossible"):
        course(GOOD, baseline=replace(BASE, serum_m=-1))


def test_new_therapy_without_zone_or_of_another_kind():
    with pytest.raises(InputError, match="time zone"):
        course(GOOD, new_therapy=datetime(2026, 1, 1))  # noqa: DTZ001  (that is the point)
    with pytest.raises(InputError, match="mixed"):
        course(GOOD, new_therapy=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "chosen", [{"nadir": "lowest"}, {"bm_window_days": -1}, {"imaging_window_days": "100"}]
)
def test_an_option_that_does_not_exist(chosen):
    with pytest.raises(InputError):
        course(GOOD, **chosen)


def test_two_results_of_one_day():
    other = replace(GOOD, serum_m=30)
    found = course(GOOD, other, replace(GOOD, at=56))
    assert [visit.level for visit in found.visits] == ["NE", "VGPR"]
    assert "data_conflict:serum_m@28" in {flag.code for flag in found.flags}
    assert found.visits[0].missing == ()
    with pytest.raises(InputError, match="two different results"):
        course(GOOD, other, same_day_conflict="error")


@pytest.mark.parametrize(
    ("field", "code"),
    [("marrow_pc", "bm_pc"), ("spd", "plasmacytoma_spd"), ("lambda_", "lambda"), ("iga", "iga")],
)
def test_a_flag_goes_by_the_code_of_its_component(field, code):
    found = course(replace(GOOD, unit_missing=(field,)))
    assert f"missing_unit:{code}@28" in {flag.code for flag in found.flags}


def test_a_conflict_hides_even_progression_and_leaves_no_nadir():
    low, high = replace(GOOD, serum_m=1), replace(GOOD, serum_m=60)
    found = course(low, high, replace(GOOD, at=56, serum_m=6))
    assert [visit.level for visit in found.visits] == ["NE", "PR"]


def test_no_visit_at_all():
    found = course()
    assert (found.best_confirmed, found.visits, found.confirmed_pd) == ("NE", (), None)


def test_nothing_known_at_baseline():
    found = course(GOOD, baseline=Visit(at=0))
    assert found.disease.kind == "unknown"
    assert found.best_confirmed == "NE"


def arrays(**changes):
    return {
        "baseline": ResponseArrays(serum_m=np.array([40.0]), urine_m=np.array([0.0])),
        "visits": ResponseArrays(serum_m=np.array([[4.0, 4.0]])),
        "days": np.array([[28.0, 56.0]]),
        "new_therapy": None,
    } | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"days": np.array([28.0, 56.0])},
        {"days": np.array([[56.0, 28.0]])},
        {"days": np.array([[28.0, 28.0]])},
        {"days": np.array([[0.0, 28.0]])},
        {"days": np.array([[28.5, 56.0]])},
        {"new_therapy": np.array([40.0, 41.0])},
        {"visits": ResponseArrays(serum_m=np.array([[4.0]]))},
        {"visits": ResponseArrays(serum_m=np.array([[4.0, -1.0]]))},
        {"visits": ResponseArrays(serum_m=np.array([[4.0, 4000.0]]))},
        {"visits": ResponseArrays(serum_m=np.array([[4.0, np.inf]]))},
        {"visits": ResponseArrays(serum_ife=np.array([[0.0, 0.5]]))},
    ],
)
def test_arrays_refused(changes):
    with pytest.raises(InputError):
        compile_response(CRITERIA)(*arrays(**changes).values())


def test_an_option_that_arrays_cannot_serve():
    with pytest.raises(MethodError):
        compile_response(CRITERIA, replace(STANDARD, serum_m_by_immunoglobulin="iga"))
    with pytest.raises(InputError):
        compile_response(CRITERIA, replace(STANDARD, nadir="lowest"))
