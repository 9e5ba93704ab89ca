"""One thing said in both languages."""

import pytest

from trephine.core.text import Text, counted, plural


def test_a_text_is_asked_by_language_and_holds_its_two_sentences():
    text = Text(zh="甲", en="a")
    assert text["zh"] == "甲"
    assert text["en"] == "a"
    assert "甲" in text
    assert "b" not in text
    assert list(text) == ["甲", "a"]


def test_neither_side_is_empty():
    with pytest.raises(ValueError, match="both languages"):
        Text(zh=" ", en="a")


def test_english_counts():
    assert counted(1, "study", "studies") == "1 study"
    assert counted(2, "study", "studies") == "2 studies"
    assert counted(0, "row") == "0 rows"
    assert (plural(1), plural(2)) == ("", "s")


def test_a_places_part_is_said_in_the_language_of_its_side():
    pattern = Text(zh="{what}共 {n} 例", en="{n} {what}")
    patients = Text(zh="患者", en="patients")
    assert pattern.filled(what=patients, n=3) == Text(zh="患者共 3 例", en="3 patients")
    assert Text(zh="{n}", en="{n}").filled(n="{n}") == Text(zh="{n}", en="{n}"), "filled once"
    with pytest.raises(KeyError):
        pattern.filled(n=3)
