"""Measuring, cleaning and breaking text."""

import unicodedata

import pytest

from trephine.core.error import InputError
from trephine.plots.kit.lines import pieces, wrap
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.number import between, number, p_text, percent


def test_white_space_is_one_space_and_accents_are_composed():
    assert clean("  a \t\n b\u3000c ") == "a b c"
    assert clean("I\u00a0=\u00a01") == "I\u00a0=\u00a01"
    assert clean(unicodedata.normalize("NFD", "Müller")) == "Müller"
    assert clean("") == ""


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Smith 🙂 2020", "U+1F642"),
        ("Cohen כהן", "U+05DB"),
        ("a\u202eb", "U+202E"),
        ("a\x07b", "U+0007"),
        ("a\u200bb", "U+200B"),
        ("a\ufeffb", "U+FEFF"),
        ("a\ud800b", "U+D800"),
        ("한국", "U+D55C"),
    ],
)
def test_what_cannot_be_drawn_is_named(label, code):
    with pytest.raises(InputError) as error:
        clean(label)
    assert code in error.value.found
    assert code in error.value.what.zh
    assert code in error.value.render("zh")


def test_an_unknown_letter_comes_with_its_plain_form():
    with pytest.raises(InputError, match="such as s") as error:
        clean("𝐬mith")
    assert "如 s" in error.value.do.zh


@pytest.mark.parametrize(
    "name", ["Bošković", "Łukasz Wałkowiak", "Erdős", "Şükrü Yağmur", "Dvořák"]
)
def test_names_of_latin_letters_of_europe_are_drawn_as_written(name):
    assert clean(name) == clean(unicodedata.normalize("NFD", name)) == name
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.replace("ł", "l").replace("Ł", "L")
    assert text_width(name, 10) == pytest.approx(text_width(plain, 10), rel=0.05)


@pytest.mark.parametrize("label", ["क", "a\u0301\u0302\u0303"])
def test_letters_that_need_shaping_are_refused(label):
    with pytest.raises(InputError):
        clean(label)


def test_chinese_breaks_anywhere_but_not_before_punctuation():
    lines = wrap("随机效应模型（限制性最大似然），预测区间", 40, 8)
    assert "".join(lines) == "随机效应模型（限制性最大似然），预测区间"
    assert len(lines) > 3
    for line in lines:
        assert line[0] not in "，。）"
        assert line[-1] != "（"
        assert text_width(line, 8) <= 40


def test_latin_breaks_between_words_and_keeps_numbers_whole():
    assert pieces("anti-BCMA 4-1BB 58–93") == ["anti-", "BCMA ", "4-1BB ", "58–93"]
    assert wrap("Overall response rate", 60, 8) == ["Overall", "response rate"]
    assert wrap("", 10, 8) == [""]


def test_no_break_space_holds_together():
    assert pieces("I²\u00a0=\u00a061% next") == ["I²\u00a0=\u00a061% ", "next"]


def test_a_word_longer_than_the_line_is_cut():
    lines = wrap("x" * 200, 50, 8)
    assert "".join(lines) == "x" * 200
    assert all(text_width(line, 8) <= 50 for line in lines)
    assert wrap("宽", 1, 8) == ["宽"]


def test_numbers_in_words():
    assert number(-1.25, 1) == "−1.2"
    assert number(-0.001, 1) == "0.0"
    assert number(float("nan"), 2) == "—"
    assert number(float("-inf"), 2) == "−∞"
    assert percent(0.8766, 1) == "87.7"
    assert between("1", "2") == "1–2"
    assert between("−1", "2") == "−1 to 2"
    assert between("−1", "2", language="zh") == "−1 至 2"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "P < 0.001"), (0.0032, "P = 0.003"), (0.05, "P = 0.050"), (0.24, "P = 0.24"),
     (0.9999, "P > 0.99"), (float("nan"), "P = —")],
)  # fmt: skip
def test_p_values(value, text):
    assert p_text(value) == text


def test_jama_drops_the_zero():
    assert p_text(0.032, leading_zero=False) == "P = .032"
    assert p_text(0.0001, leading_zero=False) == "P < .001"
