"""Every public vector of CRS and ICANS agrees, and one that is spoilt does not."""

import json
from pathlib import Path

import pytest

from trephine.care.vectors.crs import run_crs
from trephine.care.vectors.icans import run_icans
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

FOLDER = Path(__file__).parents[4] / "validation" / "care" / "vectors"
RUNS = {"crs": run_crs, "icans": run_icans}


def vectors(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["vectors"]


CASES = [(name, vector) for name in RUNS for vector in vectors(name)]


@pytest.mark.parametrize(("name", "vector"), CASES, ids=[v["id"] for _, v in CASES])
def test_vector(name, vector):
    assert RUNS[name](vector, pathway(), observables()) == ()


@pytest.mark.parametrize(("name", "count"), [("crs", 35), ("icans", 29)])
def test_all_of_them_are_there(name, count):
    assert len(vectors(name)) == count


@pytest.mark.parametrize("name", RUNS)
def test_a_spoilt_expectation_is_found(name):
    vector = vectors(name)[0]
    spoilt = vector | {"expected_astct2019": vector["expected_astct2019"] | {"grade_max": 4}}
    (found,) = RUNS[name](spoilt, pathway(), observables())
    assert (found.vector, found.what, found.expected) == (vector["id"], "grade_max", "4")


@pytest.mark.parametrize("name", RUNS)
def test_a_key_that_is_not_understood_is_a_disagreement(name):
    vector = vectors(name)[0]
    strange = vector | {"input": vector["input"] | {"moon": "full"}}
    (found,) = RUNS[name](strange, pathway(), observables())
    assert "moon" in found.found


def test_an_item_of_ice_that_is_not_understood_is_a_disagreement():
    vector = vectors("icans")[0]
    strange = vector | {"input": vector["input"] | {"ice_items": {"spelling": 1}}}
    (found,) = run_icans(strange, pathway(), observables())
    assert "spelling" in found.found


def test_an_impossible_temperature_is_refused():
    vector = vectors("crs")[0]
    hot = vector | {"input": vector["input"] | {"temp_c": 98.6}}
    found = run_crs(hot, pathway(), observables())
    assert {one.found for one in found if one.what == "status"} == {"invalid"}
