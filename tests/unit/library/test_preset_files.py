"""Files of products and populations that cannot be read as meant are refused, with the place."""

import pytest

from trephine.core.error import ContentError
from trephine.library import lymphodepletion, population_table, product_table

PRODUCT = """
on = 2026-11-23
mixes = { zh = "预设", en = "a preset" }
[[product]]
id = "x"
label = { zh = "甲", en = "X" }
targets = ["BCMA"]
costimulation = ["4-1BB"]
binder = "human"
studies = []
regimen = "lymphodepletion-munshi2021"
made_of = ["bcma"]
why = { zh = "假设", en = "assumed" }
changes = [{ parameter = "rhoE", set = 2.0 }]
dose = { printed = "1", unit = "cells", value = 1e8, reason = { zh = "假设", en = "assumed" } }
at = ["consensus2022 table 1 [2]"]
"""
POPULATION = """
on = 2026-11-23
id = "general"
label = { zh = "甲", en = "X" }
text = { zh = "甲", en = "X" }
[[set]]
id = "age"
typical = 60.0
reason = { zh = "假设", en = "assumed" }
"""


def products_of(tmp_path, monkeypatch, text):
    for name in ("elements", "designs", "further"):
        source = product_table._FOLDER / f"{name}.toml"
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "studies.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(product_table, "_FOLDER", tmp_path)
    product_table._elements()
    return product_table.products.__wrapped__()


def test_a_product_file_that_is_right(tmp_path, monkeypatch) -> None:
    assert products_of(tmp_path, monkeypatch, PRODUCT)[0].id == "x"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("set = 2.0", "set = 2.0, times = 3.0", "rhoE"),
        (", set = 2.0", "", "rhoE"),
        ('made_of = ["bcma"]', 'made_of = ["bcmaa"]', "bcmaa"),
        ('made_of = ["bcma"]', 'like = "y"', "'y'"),
        ("value = 1e8", "value = 1e8, high = 1e7", "1: 1000"),
        ("value = 1e8, ", "", "1: None"),
        (', reason = { zh = "假设", en = "assumed" } }', " }", "1: None"),
        ("value = 1e8", "value = 1e8, fractions = [[0.0, 0.5]]", "1: 1000"),
        ("munshi2021", "munshi2020", "munshi2020"),
        ("studies = []", 'studies = ["munshi2020"]', "munshi2020"),
        ("studies = []", 'studies = []\ncompanion = "y"', "'y'"),
        ("consensus2022", "consensus2021", "consensus2021"),
        ('id = "x"', 'id = "eque-cel"', "eque-cel"),
    ],
)
def test_product_files_that_are_wrong(tmp_path, monkeypatch, old, new, found) -> None:
    assert old in PRODUCT
    with pytest.raises(ContentError) as raised:
        products_of(tmp_path, monkeypatch, PRODUCT.replace(old, new))
    assert found in raised.value.found


def population_of(tmp_path, monkeypatch, text):
    common = population_table._FOLDER / "common.toml"
    (tmp_path / "common.toml").write_text(common.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "general.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(population_table, "_FOLDER", tmp_path)
    monkeypatch.setattr(population_table, "FILES", ("general",))
    return population_table.populations.__wrapped__()


def test_a_population_file_that_is_right(tmp_path, monkeypatch) -> None:
    (made,) = population_of(tmp_path, monkeypatch, POPULATION)
    age = next(one for one in made.covariates if one.id == "age")
    assert (age.typical, age.sd, age.high) == (60.0, 9.0, 84.0)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('id = "age"', 'id = "agee"', "agee"),
        ("typical = 60.0", "typical = 99.0", "age: normal"),
        ("typical = 60.0", "sd = 0.0", "age: normal"),
        ("typical = 60.0", "low = 90.0", "age: normal"),
        ('id = "age"\ntypical = 60.0', 'id = "sex"\nshares = [["male", 0.9]]', "sex"),
        ('id = "age"\ntypical = 60.0', 'id = "comorbidity"\ntypical = 1.2', "comorbidity"),
        ('reason = { zh = "假设", en = "assumed" }', "", "read = ''"),
        ("typical = 60.0", 'read = "consensus2022 §1"', "consensus2022"),
        ('id = "general"', 'id = "general"\nbase = "nobody"', "nobody"),
    ],
)
def test_population_files_that_are_wrong(tmp_path, monkeypatch, old, new, found) -> None:
    assert old in POPULATION
    with pytest.raises(ContentError) as raised:
        population_of(tmp_path, monkeypatch, POPULATION.replace(old, new))
    assert found in raised.value.found


def test_a_regimen_without_place_or_reason(tmp_path, monkeypatch) -> None:
    text = (lymphodepletion.ROOT / "regimens" / "further.toml").read_text(encoding="utf-8")
    text = text.replace('at = { source = "fumanba1-2022", place = "abstract" }', "")
    (tmp_path / "regimens").mkdir()
    (tmp_path / "regimens" / "further.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(lymphodepletion, "ROOT", tmp_path)
    lymphodepletion._content.cache_clear()
    try:
        with pytest.raises(ContentError) as raised:
            lymphodepletion.lymphodepletions.__wrapped__()
        assert raised.value.found == "lymphodepletion-fumanba1"
    finally:
        lymphodepletion._content.cache_clear()
