"""The house's conventions, each held by a test."""

import ast
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from trephine.core.response import Level

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "trephine"
FILES = sorted(SOURCE.rglob("*.py"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, check=False, capture_output=True, text=True
).stdout.splitlines()


def run(*command: str) -> tuple[int, str]:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [str(tool), *command[1:]],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=lambda command: command[0] + (command[1] if command[1:] else ""),
)
def test_tool_is_content(command: tuple[str, ...]) -> None:
    status, output = run(*command)
    assert status == 0, output


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert not {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > 400}
    assert statistics.median(lengths.values()) <= 180


def test_names_say_something() -> None:
    empty = re.compile(r"(^|_)(engine|manager|helper|util|utils|data|info|handler)s?($|_)")
    found = []
    for path in FILES:
        names = [path.stem]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)
                names.append(spaced.lower())
        found += [f"{path.relative_to(ROOT)}: {name}" for name in names if empty.search(name)]
    assert not found


def test_core_needs_the_standard_library_alone() -> None:
    found = []
    for path in (SOURCE / "core").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            found += [
                f"{path.name}: {module}"
                for module in modules
                if module.split(".")[0] not in {*sys.stdlib_module_names, "trephine"}
                or (module.startswith("trephine") and not module.startswith("trephine.core"))
            ]
    assert not found


def test_engines_hold_no_content() -> None:
    """No product, trial, study or outcome is spelled out in an engine, and no table lies there."""
    content = re.compile(
        r"\b(ABECMA|ide-cel|cilta-cel|CARTITUDE|KarMMa|LCAR-B38M|CT103A|CT053|HRAIN|CD28|4-1BB|"
        r"tocilizumab|(?:hydro)?cortisone|dexamethasone|(?:methyl)?predniso(?:lo)?ne|"
        r"cyclophosphamide|fludarabine|bendamustine|lenalidomide|bortezomib|daratumumab|anakinra|"
        r"levetiracetam|(?:val)?aciclovir|filgrastim|CRS_G3P|ORR|SCR|VGPR)\b"
    )
    found = []
    for room in ("evidence", "care", "mechanism", "loop", "interop", "plots", "core"):
        found += sorted((SOURCE / room).rglob("*.toml"))
        found += sorted((SOURCE / room).rglob("*.csv"))
        for path in sorted((SOURCE / room).rglob("*.py")):
            if path == SOURCE / "core" / "response.py":
                continue  # the names of the levels of response are the type's own values
            levels = get_args(Level) if path.parent.name == "response" else ()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    hits = (hit.group() for hit in content.finditer(node.value))
                    found += [f"{place}: {hit}" for hit in hits if hit not in levels]
    assert not found


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-ui.lock",
        *(f"benchmarks/{room}/peers.lock" for room in ("evidence", "mechanism", "workspace")),
    ],
)
def test_lock_is_hashed_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*$", text, flags=re.MULTILINE)
    assert pinned
    assert all(line.endswith("\\") for line in pinned), "every pin is followed by its hashes"
    assert text.count("--hash=sha256:") >= len(pinned)


def test_nothing_tracked_names_a_machine() -> None:
    if not TRACKED:
        pytest.skip("not a git checkout: nothing is tracked")
    home = re.compile(r"(/home/\w+/|/root/|/Users/\w+/|[A-Z]:\\\\Users)")
    found = []
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in {".py", ".toml", ".md", ".lock", ".json", ".csv", ".txt", ".cfg", ""}:
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            if home.search(text) and path != Path(__file__):
                found.append(name)
    assert not found


# The formulas of renal function hold for a range of ages that is part of them.
FORMULA = {"derive/kidney.py", "derive/figures.py"}


@pytest.mark.parametrize("room", ["care", "loop/ward", "loop/outcomes", "loop/compare"])
def test_nothing_is_compared_with_a_figure_of_its_own(room: str) -> None:
    """A clinical threshold is content: no comparison here is with a number beyond a count."""
    found = []
    for path in sorted((SOURCE / room).rglob("*.py")):
        name = path.relative_to(SOURCE / room).as_posix()
        if name in FORMULA or name.startswith("vectors/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                figures = [figure(one) for one in (node.left, *node.comparators)]
                found += [f"{room}/{name}:{node.lineno}: {one}" for one in figures if one]
    assert not found


def figure(node: ast.expr) -> str:
    """Return a number that is written out, in a Decimal or bare; ``""`` for a small count."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        return figure(node.args[0]) if node.func.id in {"Decimal", "Fraction"} else ""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return ""
    said = str(node.value)
    return said if re.fullmatch(r"\d+(\.\d+)?", said) and float(said) not in {0, 1, 2, 3} else ""
