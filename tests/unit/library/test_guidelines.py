"""Guideline files that are malformed are refused with file and line; a sound one is read whole."""

from decimal import Decimal

import pytest

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed, Derived, Read
from trephine.library import guideline_folder
from trephine.library.guideline_check import check_guidelines
from trephine.library.guideline_folder import guideline, guidelines, pathway

FOLDER = """title = { zh = "试", en = "a test" }
source = "consensus2022"
assumed_on = 2026-11-22
"""
TABLE = """[table]
id = "t"
decides = "d"
title = { zh = "表", en = "table" }
layer = "source"
hit = "max"
floor = 0
use = "grading"
at = { source = "consensus2022", place = "§7.1" }
text = { zh = "文", en = "text" }
"""
RULE = """[[rule]]
id = "R1"
strength = "must"
if = "temperature >= 38"
then = [ { grade = 1 } ]
text = { zh = "文", en = "text" }
at = "§7.1"
"""
ORDER = """[[order]]
id = "o"
drug = "tocilizumab"
label = { zh = "药", en = "drug" }
amount = "8"
unit = "mg"
per = "kg"
needs = ["weight"]
at = "§7.1"
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setattr(guideline_folder, "FOLDER", tmp_path)
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "guideline.toml").write_text(FOLDER, encoding="utf-8")

    def reading(*fences):
        text = "# 题 · Title\n\nprose\n\n" + "\n".join(f"```toml\n{one}```\n" for one in fences)
        (tmp_path / "g" / "01-x.md").write_text(text, encoding="utf-8")
        found = guideline_folder._guideline("g")
        check_guidelines((found,))
        return found

    return reading


def test_a_sound_file_is_read_whole(read):
    define = '[define.fever]\nis = "temperature >= 38"\ntext = { zh = "热", en = "fever" }\n'
    left = '[[not_modelled]]\nid = "n"\nat = "§8"\ntext = { zh = "文", en = "x" }\n'
    left += 'reason = { zh = "因", en = "y" }\n'
    other = RULE.replace('"R1"', '"R2"').replace('at = "§7.1"', 'derived = "as R1"')
    third = RULE.replace('"R1"', '"R3"').replace(
        'at = "§7.1"', 'assumed = { zh = "因", en = "why" }'
    )
    found = read(TABLE + define + RULE + other + third, ORDER + left)
    (table,) = found.tables
    assert [type(rule.mark) for rule in table.rules] == [Read, Derived, Assumed]
    assert table.rules[0].mark.locator.source == "consensus2022"
    assert table.definitions[0].name == "fever"
    assert table.file.endswith("01-x.md:6")
    assert found.orders[0].amount == Decimal(8)
    assert found.not_modelled[0].at.place == "§8"


BAD = {
    "no name": (RULE.replace("temperature", "temprature"), "temprature"),
    "kind": (RULE.replace("temperature >= 38", "temperature"), "not for Stated"),
    "code": (RULE.replace("temperature >= 38", "sex == 'x'"), "sex never is ['x']"),
    "number as code": (RULE.replace("temperature >= 38", "'a' in sex"), "not for Contains"),
    "resolution": (RULE.replace(">= 38", ">= 38.0000001"), "not a multiple"),
    "condition": (RULE.replace(">= 38", "+ 1 >= 38"), "the condition cannot be read"),
    "comment": (RULE.replace(">= 38", ">= 38 # not"), "the condition cannot be read"),
    "no mark": (RULE.replace('at = "§7.1"\n', ""), "no place, derivation or assumption"),
    "source": (RULE.replace('at = "§7.1"', 'at = { source = "x", place = "1" }'), "x"),
    "two": (RULE.replace("grade = 1", 'grade = 1, note = "x"'), "exactly one kind"),
    "none": (RULE.replace("{ grade = 1 }", "{ }"), "exactly one kind"),
    "no conclusion": (RULE.replace("[ { grade = 1 } ]", "[]"), "no conclusion"),
    "value in max": (RULE.replace("grade = 1", 'value = "x"'), "hit = unique, and only there"),
    "note in max": (RULE.replace("grade = 1", 'note = "x"'), "hit = max, and only there"),
    "order": (RULE.replace("grade = 1", 'order = "x"'), "no order 'x'"),
    "measure": (RULE.replace("grade = 1", 'measure = ["x"]'), "no observable 'x' to measure"),
    "every": (RULE.replace("grade = 1", 'measure = ["alt"], every = "x"'), "cannot be read"),
    "erratum": (RULE + 'errata = ["x"]\n', "no erratum 'x'"),
    "twice": (RULE + RULE, "used twice"),
    "key": (RULE + 'iff = "x"\n', "not defined here"),
    "itself": (
        '[define.a]\nis = "b"\ntext = { zh = "甲", en = "a" }\n'
        '[define.b]\nis = "not a"\ntext = { zh = "乙", en = "b" }\n' + RULE,
        "rests on itself",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_malformed_rule_is_refused(read, case):
    rule, said = BAD[case]
    with pytest.raises(ContentError) as caught:
        read(TABLE + rule)
    assert said in str(caught.value)


TABLES = {
    "floor": (TABLE.replace("floor = 0\n", ""), "needs a floor"),
    "values": (TABLE.replace('"max"', '"unique"'), "needs values"),
    "layer": (TABLE.replace('"source"\nhit', '"x"\nhit'), "does not fit"),
    "use": (TABLE.replace('"grading"', '"x"'), "does not fit"),
    "when": (TABLE + 'when = "nobody"\n', "nobody"),
    "monotone": (TABLE + 'monotone = { alt = "up" }\n', "no condition asks for it"),
    "direction": (TABLE + 'monotone = { temperature = "sideways" }\n', "does not fit"),
    "erratum": (TABLE + 'errata = ["x"]\n', "no erratum 'x'"),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_malformed_table_is_refused(read, case):
    table, said = TABLES[case]
    with pytest.raises(ContentError) as caught:
        read(table + RULE)
    assert said in str(caught.value)


def test_an_input_without_an_order_has_no_direction(read):
    rule = RULE.replace("temperature >= 38", "sex == 'female'")
    with pytest.raises(ContentError, match="it has no order"):
        read(TABLE + 'monotone = { sex = "up" }\n' + rule)


def test_layers_of_one_decision_conclude_alike(read):
    other = TABLE.replace('id = "t"', 'id = "u"').replace('"max"\nfloor = 0', '"collect"')
    rule = RULE.replace('"R1"', '"R2"').replace("grade = 1", 'note = "x"')
    with pytest.raises(ContentError, match="hit = collect and max"):
        read(TABLE + RULE, other + rule)


def test_a_rule_outside_a_table_is_refused(read):
    with pytest.raises(ContentError, match="rules outside a table") as caught:
        read(RULE)
    assert "01-x.md:" in caught.value.where


def test_an_order_needs_observables_that_exist(read):
    with pytest.raises(ContentError, match="no observable 'x'"):
        read(TABLE + RULE, ORDER.replace('"tocilizumab"', '"x"'))
    with pytest.raises(ContentError, match="no observable 'y'"):
        read(TABLE + RULE, ORDER.replace('["weight"]', '["y"]'))


def test_all_defects_are_shown_at_once(read):
    with pytest.raises(ContentError) as caught:
        read(TABLE.replace("floor = 0\n", "") + RULE.replace("temperature", "nobody"))
    assert "needs a floor" in str(caught.value)
    assert "nobody" in str(caught.value)


def test_the_line_of_a_malformed_condition_is_said(read):
    with pytest.raises(ContentError) as caught:
        read(TABLE + RULE.replace(">= 38", "is 38"))
    assert caught.value.where.endswith("01-x.md:19")


def test_the_library_is_read_and_its_pathways_differ_by_the_outside_layer():
    names = {one.id for one in guidelines()}
    assert names == set(guideline_folder.GUIDELINES)
    assert pathway().tables == pathway(outside=True).tables
    assert pathway(outside=True).layers - pathway().layers == {"outside"}
    with pytest.raises(InputError, match="no such guideline"):
        guideline("x")
    assert guideline("consensus2022").source == "consensus2022"
