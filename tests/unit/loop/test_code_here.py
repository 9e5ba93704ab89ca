"""code_here: what a trial's results depend on changes its digest, what shows them does not."""

from pathlib import Path

import pytest

import trephine
from trephine.loop.code_here import code_here

FILES = {
    "library/guidelines/crs.md": "fever >= 38",
    "care/grade.py": "x = 1",
    "loop/run.py": "y = 2",
    "web/app.py": "z = 3",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(trephine, "__file__", str(tmp_path / "__init__.py"))
    return tmp_path


def digest() -> str:
    return code_here.__wrapped__()["trephine files"]


@pytest.mark.parametrize("name", ["library/guidelines/crs.md", "care/grade.py", "loop/run.py"])
def test_a_rule_or_a_line_of_code_is_another_digest(folder: Path, name: str) -> None:
    before = digest()
    (folder / name).write_text(FILES[name] + " ", encoding="utf-8")
    assert digest() != before


def test_a_page_or_an_ending_of_lines_is_not(folder: Path) -> None:
    (folder / "care/grade.py").write_bytes(b"a\nb\n")
    before = digest()
    (folder / "care/grade.py").write_bytes(b"a\r\nb\r\n")
    (folder / "web/app.py").write_text("other", encoding="utf-8")
    assert digest() == before
