"""Every public class has an entry in the glossary, in both languages."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "trephine"
LITERALS = {"TypedDict", "Protocol"}


def public_classes() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.add(node.name)
    return found


@pytest.mark.parametrize("page", ["glossary.md", "glossary.zh.md"])
def test_glossary_is_complete(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    entries = set(re.findall(r"^\| \*\*(\w+)\*\*", text, flags=re.MULTILINE))
    assert public_classes() - entries == set(), "classes without an entry"
    nouns = {"Source", "Observable", "Record", "Rule", "Decision", "Study", "Estimate", "Model"}
    assert nouns <= entries
    gone = (
        entries - public_classes() - nouns - {"Trial", "Journal", "Table", "Guideline", "Pathway"}
    )
    assert not gone, "entries for classes that no longer exist"
