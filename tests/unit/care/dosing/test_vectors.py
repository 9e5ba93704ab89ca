"""The public vectors of doses, wash-outs, timing, follow-up dates and formulae."""

import json
from pathlib import Path

import pytest

from trephine import library
from trephine.care.vectors.extra import ExtraContent, run_extra
from trephine.library.calendar_schedule import calendar_schedule
from trephine.library.dosing import dose_budgets, infusion_interval
from trephine.library.washout import washout_rules

FILE = Path(__file__).parents[4] / "validation" / "care" / "vectors" / "extra.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
OWN = {
    "tocilizumab_gate": 9,
    "leukapheresis_washout": 10,
    "infusion_timing": 2,
    "follow_up": 2,
    "bsa": 4,
    "renal": 4,
}


@pytest.fixture(scope="module")
def content():
    return ExtraContent(
        order=library.pathway().orders["tocilizumab-8"],
        budget=dose_budgets()["tocilizumab"],
        washouts=washout_rules(),
        interval=infusion_interval(),
        schedule=calendar_schedule("consensus2022"),
    )


def test_none_is_left_out():
    kinds = [one["kind"] for one in VECTORS]
    assert {kind: kinds.count(kind) for kind in OWN} == OWN


@pytest.mark.parametrize(
    "vector", [one for one in VECTORS if one["kind"] in OWN], ids=lambda one: one["id"]
)
def test_vector(vector, content):
    assert run_extra(vector, content) == ()


def changed(vector):
    """Return the vector with every expectation made wrong."""
    wrong = {
        key: value + 1 if isinstance(value, float) else ["wrong", value]
        for key, value in vector["expected"].items()
    }
    return {**vector, "expected": wrong}


@pytest.mark.parametrize("kind", OWN)
def test_a_wrong_expectation_is_seen(kind, content):
    vector = changed(next(one for one in VECTORS if one["kind"] == kind))
    found = run_extra(vector, content)
    assert {one.what for one in found} == set(vector["expected"])
    assert {one.vector for one in found} == {vector["id"]}


def test_a_kind_without_runner_is_a_disagreement_until_one_is_given(content):
    vector = next(one for one in VECTORS if one["kind"] == "igg")
    assert [one.what for one in run_extra(vector, content)] == ["kind"]
    given = run_extra(vector, content, {"igg": lambda *_: vector["expected"]})
    assert given == ()


def test_a_refusal_is_a_disagreement(content):
    vector = {
        "id": "none",
        "kind": "bsa",
        "input": {"height_cm": 170, "weight_kg": 0},
        "expected": {"mosteller": 1.8},
    }
    assert [one.what for one in run_extra(vector, content)] == ["input"]
