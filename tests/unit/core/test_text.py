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
