# ruff: noqa: INP001  (a module beside the pages)
"""The files of guidelines as they are written: headings and paragraphs of one language, fences."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trephine.core.text import Language, Text
from trephine.library.content import ROOT
from trephine.library.guideline_folder import GUIDELINES, WARD

FOLDER = ROOT / "guidelines"
_BLOCK = re.compile(r"^```toml[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HAN, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stretch of a file: a heading, a paragraph, or the content of a fence."""

    level: int = 0
    zh: str = ""
    en: str = ""
    fence: dict[str, Any] | None = None

    def said(self, language: Language) -> str:
        """Return its words in one language; empty where it says nothing in it."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One file of a guideline: its name without ending, its title and its parts in order."""

    guideline: str
    name: str
    title: Text
    parts: tuple[Part, ...]

    @property
    def page(self) -> str:
        """Return the page's name below ``reference``: the path of the file in the library."""
        return f"guidelines/{self.guideline}/{self.name}"

    def ids(self, key: str) -> list[str]:
        """Return the ids of the orders or the statements that are not modelled in its fences."""
        return [one["id"] for part in self.parts if part.fence for one in part.fence.get(key, ())]

    @property
    def tables(self) -> list[str]:
        """Return the ids of its tables."""
        return [p.fence["table"]["id"] for p in self.parts if p.fence and "table" in p.fence]


@cache
def sections() -> tuple[Section, ...]:
    """Return every file of every guideline, in their order."""
    names = (*GUIDELINES, WARD)
    paths = [(name, path) for name in names for path in sorted((FOLDER / name).glob("*.md"))]
    return tuple(_section(name, path) for name, path in paths)


def _section(guideline: str, path: Path) -> Section:
    written = path.read_text(encoding="utf-8")
    parts: list[Part] = []
    at = 0
    for match in _BLOCK.finditer(written):
        parts += _prose(written[at : match.start()])
        parts.append(Part(fence=tomllib.loads(match[1])))
        at = match.end()
    parts += _prose(written[at:])
    top = next(part for part in parts if part.level == 1)
    rest = tuple(part for part in parts if part.level != 1)
    title = Text(zh=top.zh, en=top.en)
    return Section(guideline=guideline, name=path.stem, title=title, parts=rest)


def _prose(written: str) -> list[Part]:
    """Return headings and paragraphs; their languages stand line by line or block by block."""
    found = []
    for block in re.split(r"\n\s*\n", written.strip()):
        marks, _, words = block.strip().partition(" ")
        if marks and not marks.strip("#"):
            zh, _, en = words.partition(" · ")
            found.append(Part(level=len(marks), zh=zh, en=en or zh))
        elif block.strip():
            lines = block.splitlines()
            zh = "".join(line for line in lines if _chinese(line))
            en = " ".join(line for line in lines if not _chinese(line))
            found.append(Part(zh=zh, en=en))
    return found


def _chinese(line: str) -> bool:
    return len(_HAN.findall(line)) > len(_LATIN.findall(line)) / 4


def anchor(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
