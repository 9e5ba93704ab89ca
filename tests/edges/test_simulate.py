"""Bad input to the mechanism room's commands: four lines, both languages, nothing computed."""

import re

import pytest

from trephine.cli import COMMANDS, main

HAN = re.compile(r"[一-鿿]")
ARMS = '[[arm]]\nproduct = "cilta-cel"\n[[arm]]\nproduct = "ide-cel"\n'


@pytest.fixture(autouse=True)
def nothing_is_computed(monkeypatch):
    def computed(*_, **__):
        message = "a refusal came too late: something was computed"
        raise AssertionError(message)

    # Not solve itself: a module that is first imported here would keep the stand-in for ever.
    monkeypatch.setattr("trephine.mechanism.solve.compiled_model", computed)


def refused(arguments, capsys, *said):
    for language in ("en", "zh"):
        assert main([*arguments, "--lang", language]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        lines = err.rstrip("\n").split("\n")
        assert len(lines) == 4, err
        assert bool(HAN.search(lines[0])) == (language == "zh"), err
        assert bool(HAN.search(lines[3])) == (language == "zh"), err
        if language == "en":
            for one in said:
                assert one in err, err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No product is named"),
        (["--product", "cilta"], "near it: cilta-cel"),
        (["--product", "cilta-cel", "--strategy", "gsii"], "near it: gsi"),
        (["--product", "cilta-cel", "--strategy", "gsi", "--strategy", "gsi"], "named twice"),
        (["--product", "cilta-cel", "--second", "eque"], "eque-cel"),
        (["--product", "cilta-cel", "--population", "cartitude"], "cartitude-1"),
        (["--product", "cilta-cel", "--dose", "-1"], "up to 1e+09"),
        (["--product", "cilta-cel", "--dose", "nan"], "cannot be"),
        (["--product", "ide-cel", "--dose", "1e15"], "cells"),
        (["--product", "cilta-cel", "--set", "kX=-1"], "from 0 to"),
        (["--product", "cilta-cel", "--set", "kX=nan"], "not accepted"),
        (["--product", "cilta-cel", "--set", "rhoE=1e30"], "not accepted"),
        (["--product", "cilta-cel", "--set", "rhoe=1"], "rhoE"),
        (["--product", "cilta-cel", "--set", "kX=much"], "NAME=VALUE"),
        (["--product", "cilta-cel", "--set", "kX"], "NAME=VALUE"),
        (["--product", "cilta-cel", "--patients", "0"], "patients cannot have this value"),
        (["--product", "cilta-cel", "--patients", "-5"], "patients"),
        (["--product", "cilta-cel", "--patients", "many"], "invalid int"),
        (["--product", "cilta-cel", "--days", "0"], "days"),
        (["--product", "cilta-cel", "--days", "inf"], "days"),
        (["--product", "cilta-cel", "--seed", "-1"], "seed"),
        (["--product", "cilta-cel", "--chunk", "0"], "chunk"),
        (["--product", "cilta-cel", "--why", "-1"], "numbered from 0"),
        (["--one", "--why", "3\n", "--product", "cilta-cel"], "do not go together"),
        (["--one", "--out", "x"], "no place here"),
        (["--product", "cilta-cel", "--csv", "x.csv"], "no place here"),
        (["--model", "x.xml", "--product", "cilta-cel"], "no place here"),
        (["--model", "missing.xml"], "cannot be read"),
        (["--model", "model.docx"], "No such kind of model file"),
        (["--product", "cilta-cel", "--strategy", "ld-none", "--strategy", "ld-intensified"],
         "contradict"),
    ],
)  # fmt: skip
def test_simulate_refuses(arguments, said, capsys):
    refused(["simulate", *arguments], capsys, said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.xml", b"", "empty"),
        ("blank.ant", b" \n\t\n", "empty"),
        ("gbk.ant", "# 模型\nx' = -x".encode("gbk"), "GBK"),
        ("wide.ant", "x' = -x".encode("utf-16"), "UTF-16"),
        ("broken.xml", b"<sbml><model></sbml>", ""),
        ("broken.ant", b"model m()\n x' = = 1\nend", "error"),
        ("delay.ant", b"model m()\n x = 1; x' = -delay(x, 2)\nend", ""),
    ],
)
def test_models_that_cannot_be_read(tmp_path, name, content, said, capsys):
    path = tmp_path / name
    path.write_bytes(content)
    refused(["simulate", "--model", str(path), "--days", "10"], capsys, said, name)


def test_a_huge_file_is_not_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("trephine.mechanism.read_text_file.MOST_BYTES", 1)
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    refused(["simulate", "--model", str(path)], capsys, "too large")
    refused(["compare-strategies", str(path)], capsys, "too large")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("n = 10\n", "2 to 6 arms"),
        ('[[arm]]\nproduct = "cilta-cel"\n', "2 to 6 arms"),
        ('[[arm]]\nproduct = "cilta-cel"\n' * 2, "same treatment"),
        ("n = = 1", ":1"),
        ("patients = 10\n" + ARMS, "no such key"),
        ("n = 10.5\n" + ARMS, "n is not written"),
        ("n = true\n" + ARMS, "n is not written"),
        ('n = 10\ndays = "a year"\n' + ARMS, ":2"),
        ("level = 5\n" + ARMS, "level"),
        ("n = -1\n" + ARMS, "patients"),
        ('[set]\nkX = "low"\n' + ARMS, "set.kX"),
        ("[set]\nkXX = 1\n" + ARMS, "kX"),
        (ARMS + 'strategies = "gsi"\n', "strategies"),
        (ARMS + "strategies = [1]\n", "strategies"),
        (ARMS + 'strategies = ["gsii"]\n', "near it: gsi"),
        (ARMS + "dose = 0\n", "cannot be"),
        (ARMS + 'drug = "x"\n', "no such key"),
        ('[[arm]]\nlabel = "x"\n' + ARMS, "product"),
        ('arm = ["a"]\n', "[[arm]]"),
        ('population = "mars"\n' + ARMS, "population"),
    ],
)
def test_comparisons_that_cannot_be_read(tmp_path, text, said, capsys):
    path = tmp_path / "arms.toml"
    path.write_text(text, encoding="utf-8")
    refused(["compare-strategies", str(path)], capsys, said)


WHOLE = """\
# a comparison
population = "general"
n = 40
days = 90
seed = 7
level = 95

[set]
kX = 0.02

[[arm]]
label_zh = "对照"
label_en = "control"
product = "cilta-cel"

[[arm]]
label = "B"
product = "cilta-cel"
strategies = ["gsi"]
dose = 1e6
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("general", "mars", "2\n", "population"),
        ("n = 40", "n = 0", "3\n", "patients"),
        ("days = 90", "days = 0", "4\n", "days"),
        ("seed = 7", "seed = -1", "5\n", "seed"),
        ("level = 95", "level = 5", "6\n", "level"),
        ("level = 95", "members = 9999", "6\n", "members"),
        ("kX = 0.02", "kXX = 0.02", "9\n", "kX"),
        ("kX = 0.02", "kX = -1", "9\n", "not accepted"),
        ("kX = 0.02", "kX = true", "9\n", "set.kX"),
        ('product = "cilta-cel"\nstr', 'product = "cilta"\nstr', "18\n", "near it: cilta-cel"),
        ('product = "cilta-cel"\nstr', 'drug = "cilta-cel"\nstr', "18\n", "no such key"),
        ('product = "cilta-cel"\nstr', "str", "16\n", "product"),
        ('["gsi"]', '["gsii"]', "19\n", "near it: gsi"),
        ('["gsi"]', '["gsi", "gsi"]', "19\n", "named twice"),
        ('["gsi"]', "[1]", "19\n", "strategies"),
        ('["gsi"]', '["ld-none", "ld-intensified"]', "19, ", "contradict"),
        ("dose = 1e6", "dose = 0", "20\n", "cannot be"),
        ("dose = 1e6", 'dose = "high"', "20\n", "dose is not written"),
        ("dose = 1e6", 'dose = 1e6\nsecond = "eque"', "21\n", "eque-cel"),
        ('label = "B"', 'label = "control"', "12 & arms.toml:17\n", "same name"),
        ('label = "B"', 'label_zh = "对照 "\nlabel_en = "B"', "12 & arms.toml:17\n", "same name"),
    ],
)  # fmt: skip
def test_a_fault_of_a_comparison_is_on_its_line(
    tmp_path, monkeypatch, old, new, line, said, capsys
):
    monkeypatch.chdir(tmp_path)
    assert WHOLE.count(old) == 1
    text = WHOLE.replace(old, new)
    (tmp_path / "arms.toml").write_text(text, encoding="utf-8")
    refused(["compare-strategies", "arms.toml"], capsys, said, f"Where: arms.toml:{line}")


def test_arms_that_differ_in_an_unsaid_dose_need_labels(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    arms = '[[arm]]\nproduct = "cilta-cel"\n\n[[arm]]\nproduct = "cilta-cel"\ndose = 1e6\n'
    (tmp_path / "arms.toml").write_text(arms, encoding="utf-8")
    where = "Where: arms.toml:1 & arms.toml:4\n"
    refused(["compare-strategies", "arms.toml"], capsys, "same name", where, "label")


def test_the_same_treatment_twice_is_placed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "arms.toml").write_text('[[arm]]\nproduct = "cilta-cel"\n' * 2, encoding="utf-8")
    where = "Where: arms.toml:1 & arms.toml:3\n"
    refused(["compare-strategies", "arms.toml"], capsys, "same treatment", where)


def test_a_comparison_in_gbk_is_named_as_such(tmp_path, capsys):
    path = tmp_path / "arms.toml"
    path.write_bytes((ARMS + 'label = "三倍剂量"\n').encode("gbk"))
    refused(["compare-strategies", str(path)], capsys, "GBK", "arms.toml:5")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "--strategy", "gsii"], "gsi"),
        (["hide"], "invalid choice"),
        ([], "required"),
        (["show", "--model", "missing.ant"], "cannot be read"),
    ],
)
def test_model_refuses(arguments, said, capsys):
    refused(["model", *arguments], capsys, said)


def test_the_commands_are_listed():
    assert {"simulate", "compare-strategies", "model"} <= set(COMMANDS)


@pytest.mark.parametrize("option", ["--patients", "--chunk", "--threads"])
def test_what_a_single_patient_has_no_use_for_is_refused(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["simulate", "--product", "cilta-cel", "--one", option, "5\n", "--lang", "en"])
    assert status == 2
    assert option in capsys.readouterr().err
