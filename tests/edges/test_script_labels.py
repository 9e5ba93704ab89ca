"""Labels, names and titles that try to leave their string or comment, in every language."""

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from trephine.core.text import Text
from trephine.reports.analysis import Analysis
from trephine.reports.quoting import comment, stata_text
from trephine.reports.script import script

NASTY = (
    'say "hello"', "it's", "back\\slash\\", "two\nlines", "tab\there", "研究 甲（2021）", "`macro'",
    "$HOME ${x}", '"+system("x")+"', "percent %d %s {}", "a\r\nb", "\u2028line\u2029", "\u202eabc",
    "# not a comment", "*/ /* //", "\\u0041", "emoji 🧬", "", "x" * 300,
)  # fmt: skip
TITLE = "title */ x /* y // `z' $w\ncoding: latin-1 \u2028 # end"


def analysis() -> Analysis:
    k = len(NASTY)
    return Analysis(
        measure="PLO",
        columns={"xi": tuple(float(i % 5 + 3) for i in range(k)), "ni": (20.0,) * k},
        labels=NASTY,
        title=Text(zh=TITLE, en=TITLE),
        subgroup_name='by "x"\n',
        subgroup=tuple(['a"b\\', "c'd`e$f"][i % 2] for i in range(k)),
        moderators={'m "1"\n`x\'': tuple(float(i) for i in range(k))},
    )


def test_python_reads_the_same_labels() -> None:
    tree = ast.parse(script(analysis(), "python"))
    found = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "labels"
    }
    assert tuple(found["labels"]) == NASTY


def test_r_reads_the_same_labels(tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed: the R script can't be parsed")
    code = script(analysis(), "r")
    frame = code[code.index("dat <- data.frame(") : code.index("dat <- escalc")]
    check = (
        '\nfor (s in dat$study) cat("[", paste(utf8ToInt(enc2utf8(s)), collapse = ","), "]\\n")\n'
    )
    path = tmp_path / "labels.R"
    path.write_text(frame + check, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", "--encoding=UTF-8", str(path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    read = ["".join(map(chr, json.loads(line))) for line in done.stdout.decode().splitlines()]
    assert tuple(read) == NASTY


def test_r_comments_hold_no_code(tmp_path: Path) -> None:
    for line in script(analysis(), "r").splitlines()[:5]:
        assert line.startswith(("#", "suppressPackageStartupMessages")) or not line


def stata_value(expression: str) -> str:
    """Evaluate what Stata would: quoted runs and char() joined by +, macros never expanded."""
    parts = re.findall(r'"([^"]*)"|char\((\d+)\)', expression)
    assert re.sub(r'"[^"]*"|char\(\d+\)', "", expression).replace(" + ", "").strip() == ""
    assert not any(mark in quoted for quoted, _ in parts for mark in "`$'\n")
    return "".join(quoted or (chr(int(code)) if code else "") for quoted, code in parts)


@pytest.mark.parametrize("label", NASTY)
def test_stata_reads_the_same_labels(label: str) -> None:
    unseen = re.sub("[\u2028\u2029\u202e]", " ", label)
    assert stata_value(stata_text(label)) == unseen


def test_stata_lines_stay_lines() -> None:
    code = script(analysis(), "stata")
    body = code.splitlines()
    assert len([line for line in body if line.startswith("replace study = ")]) == len(NASTY)
    outside = re.sub(r'"[^"]*"', "", code)
    assert "/*" not in outside.replace("1 / *", "")
    assert outside.count("`") == outside.count("`v'") + outside.count("`r(")


@pytest.mark.parametrize("text", [*NASTY, TITLE])
def test_comments_are_one_harmless_line(text: str) -> None:
    said = comment(text)
    assert "\n" not in said
    for wrong in ("/*", "*/", "//", "`", "$", "coding:", "coding="):
        assert wrong not in said


def test_nul_and_halves_of_pairs_are_replaced() -> None:
    a = Analysis(
        measure="GEN", columns={"yi": (1.0, 2.0), "vi": (1.0, 1.0)}, labels=("a\x00b", "\ud800")
    )
    for program in ("r", "stata"):
        code = script(a, program)
        assert "\x00" not in code
        code.encode("utf-8")
        assert "\ufffd" in code
    assert "\\x00" in script(a, "python")
    script(a, "python").encode("utf-8")
