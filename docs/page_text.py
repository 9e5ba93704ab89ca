# ruff: noqa: INP001  (a module beside the pages)
"""The pieces that generated pages are made of: tables, escaped prose, places with their marks."""

import re
from collections.abc import Iterable

from trephine.core.erratum import Erratum
from trephine.core.mark import Assumed, Derived, Mark
from trephine.core.place import place_words
from trephine.core.source import Locator
from trephine.core.text import Language, Text

_READ = Text(zh="读到", en="read")
_ASSUMED = Text(zh="假设，{on}：{reason}", en="assumed, {on}: {reason}")
_DERIVED = Text(zh="推得：{formula}（据{inputs}）", en="derived: {formula} (from {inputs})")
_ERRATUM = {
    "at": Text(zh="位置", en="place"),
    "printed": Text(zh="印作", en="printed"),
    "used": Text(zh="采用", en="used"),
    "reason": Text(zh="理由", en="reason"),
}


def tail(language: Language) -> str:
    """Return how the names of pages end."""
    return ".md" if language == "en" else ".zh.md"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table; bars in cells are escaped."""
    lines = [list(heads), *[[cell.replace("|", r"\|") for cell in row] for row in rows]]
    shown = [f"| {' | '.join(cell or '—' for cell in line)} |" for line in lines]
    return "\n".join([shown[0], "|" + "---|" * len(lines[0]), *shown[1:]])


def plain(text: str) -> str:
    """Return a text none of whose signs Markdown reads as a mark; bars are left to ``table``."""
    return re.sub(r"([\\`*_\[\]<>$~#])", r"\\\1", " ".join(text.split()))


def joined(parts: Iterable[str], language: Language) -> str:
    """Return parts as a list within a sentence."""
    return ("、" if language == "zh" else ", ").join(parts)


def place(at: Locator, language: Language) -> str:
    """Return a place with its source."""
    return plain(f"{at.source} {place_words(at)[language]}")


def mark(one: Mark, language: Language) -> str:
    """Return where a number comes from: read and where, derived and how, assumed and why."""
    if isinstance(one, Assumed):
        return _ASSUMED[language].format(on=one.on.isoformat(), reason=plain(one.reason[language]))
    if isinstance(one, Derived):
        inputs = joined((place(at, language) for at in one.inputs), language)
        return _DERIVED[language].format(formula=plain(one.formula), inputs=inputs or "—")
    return (
        f"{place(one.locator, language)}（{_READ.zh}）"
        if language == "zh"
        else (f"{place(one.locator, language)} ({_READ.en})")
    )


def erratum(one: Erratum, language: Language) -> str:
    """Return an entry of the register as a list: printed and used reading, and why."""
    places = joined((place(at, language) for at in (one.at, *one.against)), language)
    parts = {
        "at": places,
        "printed": plain(one.printed[language]),
        "used": plain(one.used[language]),
        "reason": plain(one.reason[language]),
    }
    colon = "：" if language == "zh" else ": "
    return "\n".join(f"- {_ERRATUM[key][language]}{colon}{said}" for key, said in parts.items())
