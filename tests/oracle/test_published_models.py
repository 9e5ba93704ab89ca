"""Public CAR-T models of BioModels through our reader and solver, against libRoadRunner.

validation/published_models/results.json holds the large run and says which do not agree.
"""

import json

import pytest

pytest.importorskip("roadrunner", reason="libRoadRunner is a tool of development")

from trephine.interop.read_sbml import read_sbml
from trephine.interop.write_sbml import write_sbml
from validation.published_models.compare import (
    LASTS,
    RESULTS,
    compare,
    text_of,
)

AGREE = (
    "BIOMD0000000837",
    "BIOMD0000001014",
    "BIOMD0000001020",
    "BIOMD0000001041",
    "MODEL2009230001",
)


@pytest.mark.parametrize("name", AGREE)
def test_every_state_agrees(name):
    found = compare(name)
    assert found["largest"] < 1e-4
    assert found["moves"] > 1


@pytest.mark.parametrize("name", LASTS)
def test_written_again_the_model_means_the_same(name):
    model = read_sbml(text_of(name), f"{name}.xml")
    again = read_sbml(write_sbml(model), f"{name}.xml")
    assert again == model


def test_the_pinned_results_say_which_models_agree():
    pinned = json.loads(RESULTS.read_text(encoding="utf-8"))["models"]
    assert set(pinned) == set(LASTS)
    agree = {name for name, found in pinned.items() if found.get("largest", 1) < 1e-4}
    assert agree >= set(AGREE)
