"""reference: one Source as a line of a reference list, in Vancouver or GB/T 7714-2015 style."""

import re
from dataclasses import replace
from typing import Literal

from trephine.core.source import Source, SourceKind
from trephine.library.methods import journals

Style = Literal["vancouver", "gbt7714"]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_INITIALS = re.compile(r"^[A-Z](?:[-. ]{0,2}[A-Z]){0,4}\.?$")
_ET_AL = re.compile(r"^(?:et al\.?|等)$")
# GB/T 7714-2015, appendix B
_TYPE: dict[SourceKind, str] = {
    "article": "J",
    "guideline": "J",
    "abstract": "C",
    "standard": "S",
    "dataset": "DS",
    "software": "CP",
    "book": "M",
}


def reference(source: Source, *, style: Style = "vancouver") -> str:
    """Return one reference as a line of plain text, without its number.

    It does not look anything up: a field that the Source lacks is left out of the line. Authors
    are split at commas; a last word of capitals is read as initials, anything else is printed as
    it stands. Vancouver names at most six authors, GB/T 7714-2015 at most three. A document in
    Chinese is named in English in Vancouver style where it gives an English title itself.
    Source: ICMJE recommendations and NLM's Citing Medicine; GB/T 7714-2015, sections 4 and 8.
    """
    return _vancouver(source) if style == "vancouver" else _gbt7714(source)


def _names(authors: str) -> tuple[list[str], bool]:
    """Split a printed list of authors; tell whether it was already cut short."""
    names = [name.strip() for name in re.split(r"[,，、;；]\s*", authors) if name.strip()]
    cut = [name for name in names if not _ET_AL.match(name) and name != "editors"]
    return cut, any(_ET_AL.match(name) for name in names)


def _listed(names: list[str], cut: bool, most: int, others: str) -> str:  # noqa: FBT001  (private)
    shown = names if len(names) <= most and not cut else names[:most]
    return ", ".join(shown) + (f", {others}" if cut or len(names) > most else "")


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!", ".", "？", "！", "。")) else f"{text}."


def _vancouver(source: Source) -> str:
    if source.language == "zh" and source.title_en:
        source = replace(
            source,
            authors=source.authors_en or source.authors,
            title=source.title_en,
            container=source.container_en or source.container,
        )
    names, cut = _names(source.authors)
    parts = []
    if names:
        editors = ", editors" if source.authors.endswith("editors") else ""
        parts.append(_sentence(_listed(names, cut, 6, "et al") + editors))
    note = {"abstract": " [abstract]", "software": " [software]", "dataset": " [dataset]"}
    parts.append(_sentence(source.title + note.get(source.kind, "")))
    in_journal = source.kind in {"article", "guideline"}
    if source.version and not in_journal:
        parts.append(f"Version {source.version}.")
    volume = source.volume + (f"({source.issue})" if source.issue else "")
    if in_journal:
        where = _sentence(journals().get(source.container, source.container))
        when = f"{source.year}" + (f";{volume}" if volume else "")
        parts.append(f"{where} {when}" + (f":{_short(source.pages)}." if source.pages else "."))
    else:
        place = f"{source.container}; {source.year}" if source.container else f"{source.year}"
        parts.append(f"{place}" + (f". p. {_short(source.pages)}." if source.pages else "."))
    if source.version and in_journal:  # ahead of print, a correction
        parts.append(_sentence(source.version))
    if source.doi:
        parts.append(f"doi:{source.doi}")
    if source.language == "zh":
        parts.append("Chinese.")
    return " ".join(parts)


def _short(pages: str) -> str:
    """Return a page range without the digits that its end repeats (177-188 as 177-88)."""
    first, dash, last = pages.partition("-")
    if not dash or len(first) != len(last) or not (first + last).isdigit():
        return pages
    for shared, (a, b) in enumerate(zip(first, last, strict=True)):
        if a != b:
            return f"{first}-{last[shared:]}"
    return first


def _capitals(name: str) -> str:
    """Return a name as GB/T prints it: family name in capitals, initials apart, no full stops."""
    family, _, last = name.rpartition(" ")
    if not family or _CHINESE.search(name) or not _INITIALS.match(last):
        return name
    return f"{family.upper()} {' '.join(re.findall('[A-Z]', last))}"


def _gbt7714(source: Source) -> str:
    names, cut = _names(source.authors)
    chinese = source.language == "zh"
    authors = _listed([_capitals(n) for n in names], cut, 3, "等" if chinese else "et al")
    in_journal = source.kind in {"article", "guideline"}
    title = source.title + (f": {source.version}" if source.version and not in_journal else "")
    line = f"{authors}. " if authors else ""
    line += f"{title}[{_TYPE[source.kind]}]. "
    if in_journal:
        volume = source.volume + (f"({source.issue})" if source.issue else "")
        fields = [source.container, str(source.year), volume]
        line += ", ".join(field for field in fields if field)
    else:
        line += f"{source.container}, {source.year}" if source.container else f"{source.year}"
    line += f": {source.pages}." if source.pages else "."
    return line + (f" DOI:{source.doi}." if source.doi else "")
