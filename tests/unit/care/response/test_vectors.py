"""The 48 vectors of validation/care/vectors/imwg.json, and what their runner refuses."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest

from trephine.care.vectors.imwg import run_imwg
from trephine.library.response_criteria import response_criteria

FILE = Path(__file__).parents[4] / "validation" / "care" / "vectors" / "imwg.json"
CRITERIA = response_criteria()
VECTORS = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)["vectors"]


def test_the_file_is_whole():
    assert len(VECTORS) == 48
    assert len({vector["id"] for vector in VECTORS}) == 48


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector):
    assert run_imwg(vector, CRITERIA) == ()


def test_every_kind_of_disagreement_is_told():
    vector = copy.deepcopy(next(one for one in VECTORS if one["id"] == "IMWG-024"))
    vector["expected"] = {
        "timepoint": ["SD"],
        "best_confirmed": "CR",
        "confirmed_pd": None,
        "flags": ["best_before_pd:CR"],
    }
    found = run_imwg(vector, CRITERIA)
    assert [one.what for one in found] == ["timepoint", "best_confirmed", "confirmed_pd", "flags"]
    assert all(one.vector == "IMWG-024" for one in found)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"serum_m_gl": -1}, "input"),
        ({"serum_free_light_chains": 3}, "vector"),
        ({"serum_m": {"value": 2, "unit": "g/pint"}}, "vector"),
    ],
)
def test_what_is_not_understood_is_a_disagreement(change, what):
    vector = copy.deepcopy(VECTORS[0])
    vector["visits"][0] |= change
    assert [one.what for one in run_imwg(vector, CRITERIA)] == [what]


def test_a_policy_that_is_not_known_is_a_disagreement():
    vector = copy.deepcopy(VECTORS[0])
    vector["policy"] |= {"nadir": "the last value"}
    assert [one.what for one in run_imwg(vector, CRITERIA)] == ["input"]
    vector["policy"] = {"moon": "full"}
    assert [one.what for one in run_imwg(vector, CRITERIA)] == ["vector"]


@pytest.mark.parametrize(("value", "unit"), [("1.9", "g/dL"), ("19", "g/L"), ("1900", "mg/dL")])
def test_a_value_with_a_unit_is_converted_exactly(value, unit):
    vector = copy.deepcopy(next(one for one in VECTORS if one["id"] == "IMWG-003"))
    vector["visits"][0] |= {"serum_m_gl": None, "serum_m": {"value": Decimal(value), "unit": unit}}
    assert run_imwg(vector, CRITERIA) == ()
