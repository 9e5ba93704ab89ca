"""How wide text is: advance widths of the typeface, kept in a small file after the first use.

Measuring reads that file (25 KB, about a millisecond) and never the font.
"""

import json
import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from trephine.core.cache import cache_directory, write_atomically
from trephine.core.error import InputError
from trephine.core.text import Language, Text

Label = str | Text
_FORMAT = 3
_FULL_WIDTH = 1000
FAMILY = "Noto Sans SC"
_DISTRIBUTIONS = ("justmytype-intl-cjk", "justmytype-western-core")
_SPACES = re.compile(r"[^\S\u00a0]+")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Which characters the typeface has, and the advances that differ from a full width."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    regular: Mapping[str, int]
    bold: Mapping[str, int]

    def has(self, character: str) -> bool:
        """Tell whether the typeface draws this character."""
        code = ord(character)
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


def _build() -> bytes:
    """Read coverage and advances from the variable fonts (about 2 s)."""
    from trephine.plots.kit.typeface import (  # noqa: PLC0415  (loads the font)
        Weight,
        open_typeface,
    )

    sys.stderr.write("trephine: 首次使用，正在测量字体（约 3 秒） / measuring fonts, first use\n")
    face = open_typeface()
    codes = sorted(face.cmap)
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    weights: tuple[tuple[str, Weight], ...] = (("regular", 400), ("bold", 700))
    advances = {
        key: {
            str(code): width
            for code in codes
            if (width := face.advance(code, weight)) != _FULL_WIDTH
        }
        for key, weight in weights
    }
    return json.dumps({"ranges": ranges, **advances}, separators=(",", ":")).encode()


def _parse(content: bytes) -> Metrics:
    """Turn the cached file into lookups."""
    stored = json.loads(content)
    return Metrics(
        starts=tuple(first for first, _ in stored["ranges"]),
        ends=tuple(last for _, last in stored["ranges"]),
        regular={chr(int(code)): width for code, width in stored["regular"].items()},
        bold={chr(int(code)): width for code, width in stored["bold"].items()},
    )


def font_version() -> str:
    """Return what identifies the typeface and the form of what is cached from it."""
    return "-".join([*map(version, _DISTRIBUTIONS), str(_FORMAT)])


@lru_cache(maxsize=4)
def _load(folder: Path) -> Metrics:
    """Read the metrics from a cache folder, building them where they are absent or damaged."""
    path = folder / f"metrics-{font_version()}.json"
    try:
        return _parse(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        content = _build()
        write_atomically(path, content)
        return _parse(content)


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Return the typeface's metrics, once per process."""
    return _load(cache_directory())


def _plain(character: str, lead: str) -> str:
    """Suggest the letter without its accents where the typeface has that."""
    base = unicodedata.normalize("NFKD", character)[:1]
    return f"{lead}{base}" if base != character and metrics().has(base) else ""


def _refuse(character: str, label: str) -> InputError:
    """Say which character cannot be drawn, and in which text."""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "unnamed")
    shown = character if unicodedata.category(character) not in UNSEEN else ""
    return InputError(
        what=Text(
            zh=f"图中文字含有无法绘制的字符 {code}",
            en=f"a figure's text holds a character that cannot be drawn: {code}",
        ),
        where=ascii(label[:60]),
        found=f"{shown} {code} {name}".strip(),
        do=Text(
            zh=f"请删去该字符，或换成 {FAMILY} 字体所含的字符{_plain(character, '，如 ')}",
            en=f"remove it or use a character that {FAMILY} has{_plain(character, ', such as ')}",
        ),
    )


def clean(label: str) -> str:
    """Return the text as it is drawn: composed (NFC), runs of white space as one space.

    A no-break space stays, and keeps its neighbours on one line. Raises InputError naming the
    first character that the typeface lacks, or that is a control or formatting character: nothing
    is ever drawn as an empty box or dropped.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", label)).strip(" ")
    known = metrics()
    for character in text:
        if not known.has(character) or unicodedata.category(character) in UNSEEN:
            raise _refuse(character, label)
    return text


def say(label: Label, language: Language) -> str:
    """Return a label in one language: a Text has both, a plain string (a name) has only one."""
    return label[language] if isinstance(label, Text) else label


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a clean text in points at a size in points."""
    widths = metrics().bold if bold else metrics().regular
    return sum(widths.get(character, _FULL_WIDTH) for character in text) * size / 1000
