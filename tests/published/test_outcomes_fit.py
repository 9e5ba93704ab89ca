"""The last fit of the outcomes: what it wrote, what the pages say of it, what it improved."""

import json
from pathlib import Path

import numpy as np
import pytest

from trephine import library
from trephine.library.outcome_fit_table import outcome_free, outcome_goals
from trephine.mechanism.fit.fitted import member_of
from validation.outcomes import doses, tables

ROOT = Path(__file__).parents[2]
RESULT = json.loads((ROOT / "validation" / "outcomes" / "result.json").read_text(encoding="utf-8"))
DOSES = json.loads((ROOT / "validation" / "outcomes" / "doses.json").read_text(encoding="utf-8"))
ROWS = {row["goal"]: row for row in RESULT["goals"]}


def test_every_goal_is_told_once_and_on_its_side():
    side_of = {name: one.side for one in library.target_groups() for name in one.cohorts}
    figures = {one.id: one for one in library.targets()}
    assert len(ROWS) == len(RESULT["goals"]) == len(outcome_goals())
    for goal in outcome_goals():
        assert ROWS[goal.id]["side"] == side_of[figures[goal.target].cohort], goal.id
        assert ROWS[goal.id]["target"] == goal.target


def test_fit_is_nearer_than_the_starting_values():
    loss = RESULT["loss"]
    assert loss["typical"] < 0.8 * loss["before"]
    assert np.median(loss["members"]) < loss["before"]


def test_held_out_figures_are_told_whether_they_are_met_or_not():
    held = [row for row in RESULT["goals"] if row["side"] == "check" and row["missed"] is not None]
    assert len(held) >= 15
    assert any(abs(row["missed"]) > 2 for row in held), "the misses are told too"


def test_ensemble_is_what_the_fit_wrote():
    found = library.ensemble("bcma_cart-outcomes")
    assert found.digest == RESULT["digest"]
    assert found.model == "bcma_cart"
    assert len(found.members) == RESULT["members"]
    assert sum(found.weights) == pytest.approx(1.0)
    assert [one.id for one in found.parameters] == [one.id for one in outcome_free()]
    for row, value in zip(RESULT["parameters"]["each"], found.typical, strict=True):
        assert value == pytest.approx(row["fitted"], rel=1e-3), row["id"]


def test_ensemble_reaches_a_preset_of_its_own_and_leaves_others():
    found = library.ensemble("bcma_cart-outcomes")
    place = [one.id for one in found.parameters].index("KDB-ide")

    def density(name):
        treated = member_of(found, library.product(name))
        return [c.value for c in treated.changes if c.parameter == "KDB" and c.operation == "set"]

    assert density("ide-cel") == [found.typical[place]]
    assert found.typical[place] not in density("cilta-cel")


@pytest.mark.parametrize(("language", "tail"), [("en", ".md"), ("zh", ".zh.md")])
def test_pages_show_the_last_fit(language, tail):
    page = ROOT / "docs" / "explanation" / f"loop-fit{tail}"
    text = page.read_text(encoding="utf-8")
    assert tables.filled(text, language) == text, "run: python -m validation.outcomes.tables"
    assert text.count("<!-- /") == 5


def test_response_by_dose_is_what_the_ward_gives_today():
    mean = member_of(library.ensemble("bcma_cart-outcomes"), library.product("ide-cel"))
    asked = {"mean": mean, "KC × 2": doses.moved(mean, "KC", 2.0)}
    found = doses.shares(
        {(who, dose): doses.cohort(one, dose) for who, one in asked.items() for dose in doses.DOSES}
    )
    for who in asked:
        for key, told in DOSES["virtual"][who].items():
            assert [found[who, dose][key] for dose in doses.DOSES] == pytest.approx(told, abs=0.01)


def test_published_gain_with_the_dose_is_counted_from_its_table():
    for key, (events, of, high, among) in doses.COUNTS.items():
        low, top, gain, lower, upper = DOSES["published"][key]
        assert low == pytest.approx(100 * (events - high) / (of - among))
        assert top == pytest.approx(100 * high / among)
        assert gain == pytest.approx(top - low)
        assert lower < gain < upper
