"""Predictions as content: quantities and strategies that exist, refusals of what is not."""

import shutil
from pathlib import Path

import pytest

from trephine import library
from trephine.core.error import ContentError
from trephine.library import prediction_table
from trephine.library.model_of import model


def test_every_quantity_and_state_is_in_the_model():
    found = model("bcma_cart")
    known = {one.id for one in (*found.states, *found.assignments, *found.parameters)}
    states = {one.id for one in found.states}
    for one in library.predictions():
        named = {each.of for check in one.checks for each in (check.measure, check.over) if each}
        assert named <= known, one.id
        assert {dose.state for arm in one.arms for dose in arm.doses} <= states


def test_every_arm_is_looked_at():
    for one in library.predictions():
        seen = {name for check in one.checks for name in (check.arm, check.against) if name}
        assert seen == {arm.id for arm in one.arms}, one.id


def test_days_looked_at_lie_within_the_run():
    for one in library.predictions():
        for check in one.checks:
            for each in (check.measure, check.over):
                if each is not None:
                    assert (each.low or 0.0) <= one.days, one.id
                    assert (each.high or 0.0) <= one.days, one.id


@pytest.fixture
def folder(tmp_path: Path, monkeypatch):
    shutil.copytree(prediction_table.ROOT / "predictions", tmp_path / "predictions")
    monkeypatch.setattr(prediction_table, "ROOT", tmp_path)
    return tmp_path / "predictions"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('strategies = ["costim-cd28"]', 'strategies = ["costim-cd82"]', "does not exist"),
        ('arm = "cd28", against = "bb"', 'arm = "cd28", against = "b"', "not complete"),
        ('above = 1.2, reason = "peak"', 'reason = "peak"', "not complete"),
        ('above = 1.2, reason = "peak"', 'above = 1.2, reason = "peek"', "not complete"),
        ('compare = "ratio", above = 1.2', 'compare = "share", above = 1.2', "not complete"),
        ('id = "02-third-generation"', 'id = "01-cd28"', "used twice"),
        ('at = ["li2023 §2.1 [20-21]"]', 'at = ["li2032 §2.1"]', "source"),
    ],
)
def test_defects_of_content_are_refused(folder, old, new, says):
    path = folder / "mechanism.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=says):
        prediction_table.predictions.__wrapped__()


def test_a_size_without_a_reason_is_refused(folder):
    path = folder / "mechanism.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(one for one in lines if one[:5] != "why ="), encoding="utf-8")
    with pytest.raises(ContentError, match="without a reason"):
        prediction_table.predictions.__wrapped__()
