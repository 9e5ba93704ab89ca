"""run.py: builds the pages when their sources changed, and says what to do when it cannot."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path, monkeypatch):
    """run.py over a small copy of the pages' sources."""
    monkeypatch.chdir(tmp_path)  # run.py goes to its own folder: what runs later must not stay
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "ui" / "src").mkdir(parents=True)
    (tmp_path / "ui" / "node_modules").mkdir()
    (tmp_path / "ui" / "src" / "a.ts").write_text("1")
    (tmp_path / "ui" / "package-lock.json").write_text("{}")
    (tmp_path / "locales" / "zh").mkdir(parents=True)
    (tmp_path / "locales" / "zh" / "shell.json").write_text("{}")
    (tmp_path / "dist").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "UI", tmp_path / "ui")
    monkeypatch.setattr(module, "PAGES", tmp_path / "dist")
    monkeypatch.setattr(module, "WORDS", tmp_path / "locales")
    return module


def test_sources_are_told_apart(run, tmp_path: Path) -> None:
    before = run.sources_of_pages()
    (tmp_path / "ui" / "node_modules" / "x.js").write_text("of no account")
    (tmp_path / "ui" / "openapi.json").write_text("{}")
    assert run.sources_of_pages() == before
    (tmp_path / "locales" / "zh" / "shell.json").write_text('{"a": "b"}')
    words = run.sources_of_pages()
    assert words != before
    (tmp_path / "ui" / "src" / "a.ts").rename(tmp_path / "ui" / "src" / "b.ts")
    assert run.sources_of_pages() not in {before, words}


def test_pages_that_stand_need_nothing(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(run, "node", lambda: pytest.fail("Node was asked for"))
    (tmp_path / "dist" / "sources.sha256").write_text(run.sources_of_pages())
    assert run.build_pages()


def test_pages_are_built_anew_when_a_source_changed(run, tmp_path: Path, monkeypatch) -> None:
    lines = []

    def with_node(home: Path, *arguments) -> int:
        lines.append(arguments)
        return 0

    monkeypatch.setattr(run, "node", lambda: tmp_path)
    monkeypatch.setattr(run, "with_node", with_node)
    assert run.build_pages()
    assert lines[0][0] == "npm"
    assert len(lines) == 2
    assert run.build_pages()
    assert len(lines) == 2, "built again without a change"
    (tmp_path / "ui" / "src" / "a.ts").write_text("2")
    assert run.build_pages()
    assert len(lines) == 3, "the packages were installed again without a change of the lock"


@pytest.mark.parametrize("older", [True, False])
def test_without_a_registry_it_says_what_to_do(run, tmp_path: Path, monkeypatch, capsys, older):
    if older:
        (tmp_path / "dist" / "index.html").write_text("<p>older</p>")
    monkeypatch.setattr(run, "node", lambda: tmp_path)
    monkeypatch.setattr(run, "with_node", lambda *_: 1)
    assert not run.build_pages()
    said = capsys.readouterr().err
    assert all(part in said for part in ("Error:", "Where:", "Found:", "Do:"))
    assert ("an older build is shown" in said) == older
    assert not (tmp_path / "dist" / "sources.sha256").exists()


def test_the_server_starts_even_so(run, monkeypatch) -> None:
    lines = []
    monkeypatch.setattr(run, "set_up", lambda _: None)
    monkeypatch.setattr(run, "build_pages", lambda: False)
    monkeypatch.setattr(run, "call", lambda *command, **_: lines.append(command) or 0)
    assert run.main(["--port", "9000"]) == 0
    assert lines[-1][1:] == ("-m", "trephine", "serve", "--port", "9000")


@pytest.mark.parametrize(
    ("arguments", "tail"),
    [
        ([], ("-m", "trephine", "serve")),
        (["reports"], ("-m", "trephine", "reproduce")),
        (["test", "-q"], ("-m", "pytest", "-q")),
    ],
)
def test_what_the_commands_do(run, monkeypatch, arguments, tail) -> None:
    lines = []
    monkeypatch.setattr(run, "set_up", lambda _: None)
    monkeypatch.setattr(run, "build_pages", lambda: True)
    monkeypatch.setattr(run, "call", lambda *command, **_: lines.append(command) or 0)
    run.main(arguments)
    assert lines[-1][1 : 1 + len(tail)] == tail


def test_what_there_is_not_is_refused(run, monkeypatch) -> None:
    monkeypatch.setattr(run, "set_up", lambda _: pytest.fail("set up"))
    with pytest.raises(SystemExit, match=r"Found 'open'"):
        run.main(["open"])


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {
        one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    }
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)
