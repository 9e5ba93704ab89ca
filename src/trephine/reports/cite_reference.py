"""cite_reference: an imported record as a line of a list of references."""

import re
from dataclasses import replace
from typing import Literal

from trephine.core.reference import Reference, ReferenceKind
from trephine.core.source import Source, SourceKind
from trephine.reports.reference import Style, reference

_KINDS: dict[ReferenceKind, SourceKind] = {
    "article": "article",
    "abstract": "abstract",
    "book": "book",
    "chapter": "book",
    "report": "book",
    "thesis": "book",
}
_NO_YEAR = ((" 0;", " "), (", 0,", ","), (", 0:", ":"), (" 0:", " "), (" 0.", ""))
_HAN = re.compile(r"[\u3400-\u9fff]")


def cite_reference(one: Reference, *, style: Style = "vancouver") -> str:
    """Return a record in Vancouver or GB/T 7714-2015 style, plain text, without its number.

    What the record lacks is left out of the line, nothing is looked up. Latin names become family
    name and initials; Chinese names stay as they are. A document in Chinese is named in English in
    Vancouver style where its record gives an English title.
    """
    line = reference(_source(one), style=style)
    if one.kind == "thesis":
        line = line.replace("[M]", "[D]", 1)
    for printed, instead in _NO_YEAR if not one.year else ():
        line = line.replace(printed, instead)
    return line.strip().removesuffix(" .")


def _source(one: Reference) -> Source:
    language: Literal["zh", "en"] = "zh" if one.language == "zh" or _HAN.search(one.title) else "en"
    english = one.title_en if one.title_en != one.title else ""
    source = Source(
        id=one.id,
        kind=_KINDS.get(one.kind, "article"),
        authors=", ".join(short_name(name) for name in one.authors),
        title=one.title.rstrip("."),
        container=one.journal,
        year=one.year,
        volume=one.volume,
        issue=one.issue,
        pages=one.pages,
        doi=one.doi,
        language=language,
        title_en=english.strip("[]. "),
        authors_en=", ".join(short_name(name) for name in one.authors_en),
        container_en=one.journal_short if not _HAN.search(one.journal_short) else "",
    )
    bracketed = source.title.startswith("[") and source.title.endswith("]")
    return replace(source, title=source.title.strip("[]")) if bracketed else source


def short_name(name: str) -> str:
    """Return a name in Vancouver form: ``Zhang, Xiao-yuan`` as ``Zhang XY``; Chinese as it is."""
    if _HAN.search(name):
        return name
    family, comma, given = name.partition(",")
    if not comma:
        parts = name.split()
        if len(parts) > 1 and parts[-1].isupper() and len(parts[-1]) <= 3:
            return f"{' '.join(parts[:-1])} {parts[-1]}"
        if len(parts) < 2 or not parts[0].isupper() or len(parts[0]) < 3:
            return name
        family, given = parts[0].capitalize(), " ".join(parts[1:])  # ZHANG Xiao-yuan
    initials = "".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", given.strip()) if part)
    if given.strip().isupper() and len(given.strip()) <= 3:
        initials = given.strip()
    return f"{family.strip()} {initials}".strip()
