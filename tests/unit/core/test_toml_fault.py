"""What is wrong with a text that is not TOML, with its line, in both languages."""

import tomllib

import pytest

from trephine.core.toml_line import toml_fault


@pytest.mark.parametrize(
    ("text", "line", "found", "zh"),
    [
        ('a = 1\nid = "x\n', 2, 'id = "x', "多半是缺引号"),
        ('a = 1\nid = "x', 2, 'id = "x', "没有结束"),
        ("id = cilta\n", 1, "id = cilta", "文字须加引号"),
        ("a = 1\na 2\n", 2, "a 2", "缺等号"),
        ("a = 1 2\n", 1, "a = 1 2", "多了字符"),
        ("[a\n", 1, "[a", "缺右方括号"),
        ("[[a]\n", 1, "[[a]", "缺右方括号"),
        ("a = 1\na = 2\n", 2, "a = 2", "写了两次"),
        ("[a]\n[a]\n", 2, "[a]", "写了两次"),
        ("= 3\n", 1, "= 3", "键 = 值"),
    ],
)
def test_a_fault_has_its_line_and_is_told_in_both_languages(text, line, found, zh):
    with pytest.raises(tomllib.TOMLDecodeError) as raised:
        tomllib.loads(text)
    error = toml_fault(text, raised.value, "plan.toml")
    assert (error.where, error.found) == (f"plan.toml:{line}", found)
    assert zh in error.what.zh
    assert "(at " not in error.what.en


def test_what_the_parser_may_say_one_day_is_said_as_it_is():
    error = toml_fault("a", tomllib.TOMLDecodeError("Quite new (at line 1, column 1)"), "p")
    assert error.what.zh.endswith("：Quite new")
