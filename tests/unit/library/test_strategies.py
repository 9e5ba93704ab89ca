"""Strategies: complete, honest about evidence, and each one can be enrolled."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from trephine import library
from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed
from trephine.library import strategy_table
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.model_of import model
from trephine.library.population_table import populations
from trephine.library.product_table import products
from trephine.library.strategy_statement import strategy_coverage
from trephine.library.strategy_table import strategies, strategy
from trephine.mechanism.enrol import enrol

# Its immunogenicity is that of no strategy, so that each of them changes it.
REFERENCE = "generic-camelid-4-1bb"


@cache
def enrolled(*names: str):
    shelf = {one.id: one for one in products()}
    return enrol(
        model("bcma_cart"),
        populations()[0],
        shelf[REFERENCE],
        [strategy(name) for name in names],
        2,
        7,
        lymphodepletions(),
        products=products(),
    )


@pytest.mark.parametrize("name", [one.id for one in strategies()])
def test_each_strategy_can_be_enrolled_and_does_what_it_says(name):
    one, bare, changed = strategy(name), enrolled(), enrolled(name)
    same = (changed.patients.parameters == bare.patients.parameters).all()
    shape = changed.doses.times.shape != bare.doses.times.shape
    moved = shape or not (changed.doses.amounts == bare.doses.amounts).all()
    acts = one.changes or one.doses or one.infusions or one.regimen
    # The standard regimen is the reference product's own.
    assert bool(acts) == (not same or moved) or name == "ld-standard"
    assert acts or one.not_modelled is not None


def test_strategies_compose():
    cohort = enrolled("bcma-low", "gsi", "many-prior-lines", "second-human")
    assert cohort.strategies == ("bcma-low", "gsi", "many-prior-lines", "second-human")


def test_two_that_contradict_are_refused():
    with pytest.raises(InputError, match="contradict"):
        enrolled("humanised", "immunogenic-binder")


def test_every_statement_is_represented_or_says_why_not():
    named = {name for one in strategy_coverage() for name in one.strategies}
    assert named == {one.id for one in strategies()}, "a strategy that no statement stands behind"
    places = " ".join(one.at.place for one in strategy_coverage() if one.at.source == "li2023")
    for section in ("introduction", "§1", "§2.1", "§2.2", "§3", "§4", "§5"):
        assert section in places
    cited = {int(n) for part in re.findall(r"\[([\d, -]+)\]", places) for n in numbers(part)}
    # Every reference of the review stands behind a statement; [2-3] are of other diseases.
    assert set(range(1, 33)) - cited == {2, 3}


def numbers(part: str) -> list[int]:
    found = []
    for piece in part.split(","):
        low, _, high = piece.strip().partition("-")
        found += range(int(low), int(high or low) + 1)
    return found


def test_evidence_not_seen_gives_no_figure_of_its_own():
    """A figure that nobody here verified is said to be as the review cites it."""
    figure = re.compile(r"(?<![A-Za-z0-9-])\d")
    unseen = [item for one in strategies() for item in one.evidence if not item.seen]
    assert unseen
    for item in unseen:
        bare = item.finding.en.replace("phase 1", "").replace("interleukins 7 and 15", "")
        assert not figure.search(bare) or "The review" in bare, item.finding.en


def test_sureness_follows_the_evidence():
    """Nothing rests on animals or the bench alone and is called more than low."""
    for one in strategies():
        settings = {item.setting for item in one.evidence if item.direction != "against"}
        assert one.evidence
        if one.sureness in {"moderate", "high"}:
            assert "patients" in settings or one.kind == "mechanism", one.id


def test_claims_in_doubt_are_said_to_be():
    """Where the register of claims contradicts a citation, the strategy's own words say so."""
    doubtful = {
        "bcma-decline": "li-bcma-decline",
        "exhaustion": "li-bb21217",
        "bridging-daratumumab": "doubtful",
        "dual-cd19": "without a control",
    }
    for name, word in doubtful.items():
        assert word in strategy(name).text.en


def test_outside_literature_is_marked():
    assert {one.id for one in strategies() if one.topic == "outside"} == {
        "shedding",
        "soluble-bcma",
    }
    for one in strategies():
        if one.topic == "outside":
            assert "outside the papers" in one.label.en


def test_every_value_has_its_mark():
    marks = [change.mark for one in strategies() for change in one.changes]
    marks += [course.mark for one in strategies() for course in one.doses]
    assert marks
    assert all(not isinstance(mark, Assumed) or len(mark.reason.en) > 20 for mark in marks)


def test_an_unknown_strategy_names_those_near():
    with pytest.raises(InputError) as refusal:
        library.strategy("gsl")
    assert "gsi" in refusal.value.do.en


@pytest.fixture
def folder(tmp_path: Path, monkeypatch):
    shutil.copytree(strategy_table.ROOT / "strategies", tmp_path / "strategies")
    monkeypatch.setattr(strategy_table, "ROOT", tmp_path)
    strategy_table._findings.cache_clear()
    yield tmp_path / "strategies"
    strategy_table._findings.cache_clear()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("antigen.toml", '"raje2019-density"', '"raje2019-densiti"', "evidence that does not"),
        ("antigen.toml", 'parameter = "dens", times = 0.15', 'parameter = "dens"', "exactly one"),
        ("antigen.toml", 'at = ["li2023 §1 [8-9]"]', 'at = ["li2023"]', "without a place"),
        ("prior.toml", 'regimen = "lymphodepletion-intensified"', 'regimen = "x"', "no such lymph"),
        ("prior.toml", 'topic = "prior"', 'topic = "salvage"', "not that of the file"),
        ("evidence.toml", 'disease = "rrmm"', 'disease = "rmm"', "lacks"),
        ("antigen.toml", 'id = "bcma-low"', 'id = "gsi"', "used twice"),
    ],
)
def test_defects_of_content_are_refused(folder, file, old, new, says):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=says):
        strategy_table.strategies.__wrapped__()


def test_an_assumption_without_a_reason_is_refused(folder):
    path = folder / "antigen.toml"
    kept = [line for line in path.read_text(encoding="utf-8").split("\n") if line[:5] != "why ="]
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(ContentError, match="without a reason"):
        strategy_table.strategies.__wrapped__()


def test_a_strategy_that_changes_nothing_says_why(folder):
    path = folder / "salvage.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(one for one in lines if one[:12] != "not_modelled"), encoding="utf-8")
    with pytest.raises(ContentError, match="does not say why"):
        strategy_table.strategies.__wrapped__()
