"""The dosing content: what its loader refuses, and that every limit says where it stands."""

import re
from decimal import Decimal
from shutil import copytree

import pytest

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Derived, Read
from trephine.library import dosing, washout
from trephine.library.content import ROOT


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a copy of the dosing content that the loaders read instead."""
    copytree(ROOT / "dosing", tmp_path / "dosing")
    monkeypatch.setattr(dosing, "FOLDER", tmp_path / "dosing")
    monkeypatch.setattr(washout, "ROOT", tmp_path)
    caches = (dosing.dose_budgets, dosing.steroid_rule, dosing.infusion_interval)
    for verb in (*caches, washout.washout_rules):
        verb.cache_clear()
    yield tmp_path / "dosing"
    for verb in (*caches, washout.washout_rules):
        verb.cache_clear()


def swap(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(re.escape(old), text)) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_budget_reads_as_the_source_does():
    rule = dosing.dose_budgets()["tocilizumab"]
    assert (rule.total.value, rule.total.printed) == (4, None)
    assert (rule.in_window.value, rule.in_window.printed) == (3, 4)
    assert (rule.window.value, rule.interval.value, rule.infusion.value) == (24, 8, 1)
    assert isinstance(rule.in_window.mark, Derived)
    assert all(isinstance(one.mark, Read) for one in (rule.total, rule.interval, rule.infusion))
    assert isinstance(rule.mark, Assumed)
    # The formula of the derived limit runs.
    assert rule.window.value / rule.interval.value == rule.in_window.value


def test_the_interval_reads_as_the_source_does():
    rule = dosing.infusion_interval()
    limits = (rule.rest_least, rule.rest_most, rule.elapsed_most)
    assert [one.value for one in limits] == [1, 2, 7]
    assert all(one.errata == ("consensus-rest-days",) for one in limits)


def test_steroid_equivalents():
    rule = dosing.steroid_rule()
    table = {one.drug: one.dose / rule.dose for one in rule.equivalents}
    assert table["hydrocortisone"] / table["prednisone"] == 4
    assert table["methylprednisolone"] == Decimal(16) / 3


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('value = "4"', 'value = "four"', "four"),
        ('value = "4"', 'value = "0"', "'0'"),
        ('value = "4"', 'value = "4.5"', "4.5"),
        ('value = "4"', "value = 4", "value"),
        ('at = { source = "consensus2022", place = "§7.1 table 4 note" }', "", "tocilizumab.toml"),
        ('source = "consensus2022"', 'source = "nowhere"', "nowhere"),
        ("consensus-tocilizumab-24h", "consensus-none", "consensus-none"),
        ("counted_from", "counted_form", "counted_form"),
    ],
)
def test_the_budget_refuses(folder, old, new, found):
    swap(folder / "tocilizumab.toml", old, new)
    with pytest.raises(ContentError) as refusal:
        dosing.dose_budgets()
    assert found in refusal.value.found
    assert "tocilizumab.toml" in refusal.value.where


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("washout.toml", "days = 56", "days = 56\nhours = 3", "[56, 3]"),
        ("washout.toml", "days = 56", "", "[]"),
        ("washout.toml", "days = 56", "days = 0", "[0]"),
        ("washout.toml", 'drug = "lenalidomide"', 'drug = "bortezomib"', "bortezomib"),
        ("washout.toml", 'in_combination = "combination_', 'in_combination = "x', "x"),
        ("washout-beyond.toml", 'like = "bortezomib"', 'like = "none"', "none"),
        ("washout-beyond.toml", 'drug = "carfilzomib"', 'drug = "bortezomib"', "bortezomib"),
        ("washout-beyond.toml", 'source = "consensus2022"', 'source = "nowhere"', "nowhere"),
    ],
)
def test_the_washouts_refuse(folder, file, old, new, found):
    swap(folder / file, old, new)
    with pytest.raises(ContentError) as refusal:
        washout.washout_rules()
    assert found in refusal.value.found
    assert file in refusal.value.where
