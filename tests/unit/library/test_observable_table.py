"""Files of observables that are malformed are refused with file and line; sound ones are read."""

from decimal import Decimal
from fractions import Fraction

import pytest

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed
from trephine.library import observable_table
from trephine.library.observable_table import observable, observables

MARK = """mark = { reason = { zh = "试验", en = "a test" }, on = 2026-11-22 }
"""
ONE = """[[observable]]
id = "temperature"
kind = "quantity"
label = { zh = "体温", en = "body temperature" }
unit = "Cel"
units = [ { code = "Cel" }, { code = "[degF]", factor = "5/9", offset = "32" } ]
possible = ["25", "45"]
resolution = "0.01"
"""
YES = """[[observable]]
id = "a"
kind = "yesno"
label = { zh = "甲", en = "a" }
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setattr(observable_table, "FOLDER", tmp_path)

    def reading(*texts):
        for i, text in enumerate(texts):
            (tmp_path / f"{i}.toml").write_text(text, encoding="utf-8")
        return observables.__wrapped__()

    return reading


def test_a_sound_file_is_read_exactly(read):
    found = read(MARK + ONE + YES)
    one = found["temperature"]
    assert isinstance(one.mark, Assumed)
    assert (one.possible, one.resolution) == ((Decimal(25), Decimal(45)), Decimal("0.01"))
    assert one.units[1].canonical(Decimal("100.4")) == 38
    assert one.units[1].factor == Fraction(5, 9)
    assert found["a"].hours_valid("grading") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE, "no mark"),
        (MARK + ONE.replace('"Cel" }', '"K" }'), "its own factor is 1"),
        (MARK + ONE.replace('unit = "Cel"', 'unit = ""'), "its own factor is 1"),
        (MARK + ONE.replace('resolution = "0.01"\n', ""), "complete it"),
        (MARK + ONE.replace('possible = ["25", "45"]\n', ""), "complete it"),
        (MARK + ONE.replace('["25", "45"]', '["45", "25"]'), "45 > 25"),
        (MARK + ONE.replace('"5/9"', '"5/0"'), "a number cannot be read"),
        (MARK + ONE.replace('"5/9"', '"x"'), "a number cannot be read"),
        (MARK + ONE.replace('"0.01"', '"x"'), "a number cannot be read"),
        (MARK + ONE.replace('"0.01"', "0.01"), "does not fit"),
        (MARK + ONE.replace("resolution", "resolutoin"), "not defined here"),
        (MARK + ONE.replace('kind = "quantity"', 'kind = "number"'), "does not fit"),
        (MARK + ONE.replace('zh = "体温"', 'zh = ""'), "does not fit"),
        (MARK + ONE + ONE, "used twice"),
        (MARK + YES.replace('"yesno"', '"choice"'), "no choices"),
        (MARK + YES + 'derivation = { formula = "ever", of = ["b"] }\n', "does not exist"),
        (MARK + YES + 'derivation = { formula = "ever", of = ["a"] }\n', "rests on itself"),
        ("mark = 5\n" + YES, "does not fit"),
        (MARK + "[[observable", "not valid TOML"),
        ("", "empty"),
    ],
    ids=range(20),
)
def test_what_is_malformed_is_refused(read, text, said):
    with pytest.raises(ContentError) as caught:
        read(text)
    assert said in str(caught.value)
    assert caught.value.render("zh")


def test_an_id_is_taken_once_over_all_files(read):
    with pytest.raises(ContentError, match="used twice"):
        read(MARK + ONE, MARK + ONE)


def test_a_circle_of_derivations_is_refused(read):
    two = YES.replace('"a"', '"b"') + 'derivation = { formula = "ever", of = ["a"] }\n'
    with pytest.raises(ContentError, match="rests on itself"):
        read(MARK + YES + 'derivation = { formula = "ever", of = ["b"] }\n' + two)


def test_a_name_that_does_not_exist_has_near_ones():
    with pytest.raises(InputError, match="temperature"):
        observable("temperatur")
    assert observable("temperature").unit == "Cel"
