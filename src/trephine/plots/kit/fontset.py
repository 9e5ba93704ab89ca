"""The font files a figure is exported with: static TrueType, Regular and Bold, cached and growing.

Instancing all 31,000 glyphs takes minutes, a few hundred take a second. So a set holds the
characters that figures have needed so far; a new character makes a new set that also holds the
old ones. A set is a folder whose name is its content's hash: it is whole or absent, and processes
that build at the same time cannot disturb each other.
"""

import hashlib
import secrets
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from trephine.core.cache import cache_directory
from trephine.plots.kit.metrics import clean, font_version, metrics
from trephine.plots.words import catalogue

FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_LIST = "characters.txt"
_OLD = 86_400.0  # seconds by which a set must be older than a new one before it is removed


def _seed() -> set[str]:
    """Return the characters that every set holds: Latin, Greek, Cyrillic, the fixed words."""
    ranges = [(0x20, 0x7F), (0xA0, 0x180), (0x391, 0x3CA), (0x410, 0x450), (0x2010, 0x2027)]
    signs = "²³√±×−≥≤≈≠→←↑↓▲■◆●○◇□△▼①②③④⑤⑥⑦⑧⑨℃‰，。、；：！？（）《》“”％"
    letters = {chr(code) for first, end in ranges for code in range(first, end)}
    words = {character for text in catalogue() for side in (text.zh, text.en) for character in side}
    return {character for character in letters | set(signs) | words if metrics().has(character)}


def _sets(folder: Path) -> list[tuple[Path, set[str]]]:
    """Return the whole sets in a folder, the largest first."""
    found = []
    for path in folder.glob("set-*"):
        try:
            characters = set((path / _LIST).read_text(encoding="utf-8"))
        except OSError:
            continue
        if all((path / name).is_file() for name in FILES):
            found.append((path, characters))
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].name))


def _build(folder: Path, characters: set[str]) -> Path:
    """Write a set beside its final place, then move it there in one step."""
    from trephine.plots.kit.typeface import WEIGHTS, static_font  # noqa: PLC0415  (loads the font)

    content = "".join(sorted(characters))
    final = folder / f"set-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
    half = folder / f".half-{secrets.token_hex(6)}"
    half.mkdir(parents=True)
    try:
        for name, weight in zip(FILES, WEIGHTS, strict=True):
            static_font(map(ord, characters), weight, half / name)
        (half / _LIST).write_text(content, encoding="utf-8", newline="")
        try:
            half.rename(final)
        except OSError:  # another process finished the same set first
            if not final.is_dir():
                raise
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return final


def _sweep(folder: Path, kept: Path) -> None:
    """Remove sets that are contained in a set at least a day younger than they are."""
    newest = kept.stat().st_mtime
    for path, _ in _sets(folder):
        try:
            if path != kept and newest - path.stat().st_mtime > _OLD:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue


def font_directory(characters: Iterable[str]) -> Path:
    """Return a folder with both static fonts, holding at least these characters.

    The first call on a machine takes about 5 s and says so on standard error; later ones list a
    folder. Raises InputError for a character that the typeface lacks.
    """
    needed = set(characters)
    for character in sorted(needed):
        if not metrics().has(character):
            clean(character)
            needed.discard(character)  # white space of another kind: drawn as a space
    folder = cache_directory() / f"fonts-{font_version()}"
    sets = _sets(folder)
    for path, held in sets:
        if needed <= held:
            return path
    sys.stderr.write("trephine: 正在准备图中字体（约 5 秒） / preparing the figures' fonts\n")
    held = sets[0][1] if sets else set()
    path = _build(folder, needed | held | _seed())
    _sweep(folder, path)
    return path
