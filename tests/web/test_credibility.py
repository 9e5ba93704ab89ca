"""Credibility, structure and kept answers are what validation pinned and the model holds."""

import json
from pathlib import Path

import pytest

from trephine import library
from trephine.library.fit_result import FOLDER
from trephine.library.state_groups import state_groups
from trephine.library.trial_answers import FILE
from trephine.mechanism.influences import influences
from validation.trial_answers import kept

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["kinetics", "outcomes"])
def test_the_pinned_fit_is_the_one_of_validation(name):
    made = ROOT / "validation" / name / "result.json"
    assert (FOLDER / f"{name}.json").read_bytes() == made.read_bytes(), "copy it over"


def test_kept_answers_are_those_of_the_docs():
    pages = [
        (kept.DOCS / f"trial-answers{tail}.md").read_text(encoding="utf-8") for tail in (".zh", "")
    ]
    found = kept.kept(*pages)
    assert kept.FILE == FILE
    again = json.loads(FILE.read_text(encoding="utf-8"))
    assert again == found, "run: python -m validation.trial_answers.kept"


def test_credibility_counts_its_own_figures_and_claims_no_more(client):
    page = client.get("/api/mechanism/credibility").json()
    assert page["presets"] == "demo"
    for fit in page["fits"]:
        held = [one for one in fit["goals"] if one["held_out"]]
        assert len(held) == fit["held_out"]
        assert sum(one["met"] for one in held) == fit["met_held_out"] < len(held)
        assert fit["badge"] == "calibrated", "what misses held-out figures is not validated"
        for one in fit["goals"]:
            assert one["met"] is (one["missed"] is not None and abs(one["missed"]) <= 2)
            assert one["mark"]["words"]["zh"]
            assert one["label"]["zh"] != one["label"]["en"]


def test_every_state_stands_in_one_group_and_arrows_are_the_equations():
    model = library.model("bcma_cart")
    listed = [state for one in state_groups() for state in one.states]
    assert sorted(listed) == sorted(one.id for one in model.states)
    found = influences(model)
    assert found["R1"] == frozenset(), "infused cells leave by themselves"
    assert found["T1"] == {"PR"}
    assert "THp" in found["MP"], "through the sum of all tumour cells"
    assert "MP" not in found["THp"]


def test_the_diagram_is_drawn_in_both_languages(client):
    for lang, word in (("zh", "骨髓瘤细胞"), ("en", "Myeloma cells")):
        drawn = client.get(f"/api/mechanism/diagram.svg?lang={lang}")
        assert drawn.status_code == 200
        assert word in drawn.text
