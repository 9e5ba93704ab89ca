"""Complaints and headings of the parser of every command, in the language asked for."""

import re
from importlib import import_module

import pytest

from trephine.cli import COMMANDS, main, module_of
from trephine.cli.arguments import arguments
from trephine.core.error import InputError

HAN = re.compile(r"[一-鿿]")


@pytest.fixture(params=["zh", "en"])
def parser(request):
    made = arguments(prog="trephine x", description="D", language=request.param)
    made.add_argument("file")
    made.add_argument("--n", type=int)
    made.add_argument("--level", type=float)
    made.add_argument("--mark", type=bytes.fromhex)
    made.add_argument("--pair", nargs=2)
    made.add_argument("--many", nargs="+")
    made.add_argument("--maybe", nargs="?")
    made.add_argument("--form", choices=("svg", "pdf"))
    made.add_argument("--flag", action="store_true")
    either = made.add_mutually_exclusive_group()
    either.add_argument("--left", action="store_true")
    either.add_argument("--right", action="store_true")
    return made


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("", "the following arguments are required: file", "缺少必写的参数：file"),
        ("f --bogus", "unrecognized arguments: --bogus", "没有这样的参数：--bogus"),
        ("f --n x", "invalid int value: 'x'", "参数 --n：'x' 不是整数"),
        ("f --level x", "invalid float value: 'x'", "参数 --level：'x' 不是数字"),
        ("f --mark xx", "value: 'xx'", "参数 --mark：'xx' 不是 "),
        ("f --n", "argument --n: expected one argument", "参数 --n：须写一个值"),
        ("f --pair 1", "expected 2 arguments", "参数 --pair：须写 2 个值"),
        ("f --many", "expected at least one argument", "参数 --many：至少写一个值"),
        ("f --form png", "invalid choice: 'png'", "参数 --form：没有 'png' 这个取值，可选："),
        ("f --flag=3", "ignored explicit argument '3'", "此选项不带值，却写了 '3'"),
        ("f --m 3", "could match --mark, --many, --maybe", "--m 不明确，可能是：--mark, --many"),
        ("f --left --right", "not allowed with argument --left", "不能与 --left 同用"),
        ("f --n {0}", "'{0}'", "'{0}' 不是整数"),
    ],
)
def test_a_complaint_is_in_the_language_asked_for(parser, written, en, zh):
    with pytest.raises(InputError) as refused:
        parser.parse_args(written.split())
    assert (zh if parser.language == "zh" else en) in refused.value.found
    assert bool(HAN.search(refused.value.found)) == (parser.language == "zh")
    assert refused.value.where == "trephine x"


def test_what_argparse_may_say_one_day_is_said_as_it_is():
    with pytest.raises(InputError) as refused:
        arguments(prog="p", description="D", language="zh").error("something quite new: 3")
    assert refused.value.found == "something quite new: 3"


def test_one_of_several_that_must_be_there():
    made = arguments(prog="p", description="D", language="zh")
    group = made.add_mutually_exclusive_group(required=True)
    group.add_argument("--a")
    group.add_argument("--b")
    with pytest.raises(InputError) as refused:
        made.parse_args([])
    assert refused.value.found == "须写以下参数之一：--a --b"


@pytest.mark.parametrize(
    "written",
    [
        "do it --lang zh",
        "do --lang zh it",
        "--lang zh do it",
        "do --lang=zh it",
        "--lang zh do -- it",
    ],
)
def test_an_option_may_stand_between_two_words(written):
    made = arguments(prog="p", description="D", language="zh")
    made.add_argument("action", choices=("do",))
    made.add_argument("what", nargs="?", default="")
    made.add_argument("--lang")
    asked = made.parse_args(written.split())
    assert (asked.action, asked.what, asked.lang) == ("do", "it", "zh")


def test_a_commands_option_may_stand_before_its_last_word(capsys):
    assert main(["rules", "show", "--lang", "en", "igg-action"]) == 0
    assert "(igg-action;" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_its_headings_in_one_language(command):
    english = ["usage: ", "options:\n", "show this help message and exit"]
    chinese = ["用法： ", "选项：\n", "显示本说明"]
    module = import_module(f"trephine.cli.{module_of(command)}")
    for language, own, other in (("zh", chinese, english), ("en", english, chinese)):
        text = module.parser(language).format_help()
        assert text.startswith(own[0])
        assert all(one in text for one in own), text
        assert not [one for one in (*other, "positional") if one in text and language == "zh"]
        assert language == "zh" or not HAN.search(text)


def test_a_complaint_follows_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("TREPHINE_LANG", "zh_CN.UTF-8")
    assert main(["simulate", "--seed"]) == 2
    assert capsys.readouterr().err.splitlines()[2] == "发现: 参数 --seed：须写一个值"
