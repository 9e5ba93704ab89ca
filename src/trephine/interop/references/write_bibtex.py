"""write_bibtex: references as a BibTeX file."""

import re
from collections.abc import Iterable

from trephine.core.reference import Reference

_KINDS = {
    "article": "article",
    "abstract": "inproceedings",
    "thesis": "phdthesis",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "preprint": "misc",
    "patent": "misc",
    "other": "misc",
}
_SPECIAL = re.compile(r"([&%$#_])")


def write_bibtex(references: Iterable[Reference]) -> str:
    """Return references as BibTeX text in UTF-8, keyed by their ids.

    Characters that TeX reads as commands are escaped; braces and backslashes, which could end a
    field, are taken out. An id used again gets ``-2``. A thesis is written as ``phdthesis``: which
    degree it was for, a record rarely says.
    """
    from bibtexparser.entrypoint import write_string  # noqa: PLC0415  (writing alone)
    from bibtexparser.library import Library  # noqa: PLC0415  (writing alone)
    from bibtexparser.model import Block, Entry, Field  # noqa: PLC0415  (writing alone)

    entries: list[Block] = []
    taken: set[str] = set()
    for one in references:
        kind = _KINDS[one.kind]
        held = {
            "author": " and ".join(one.authors),
            "title": one.title,
            ("booktitle" if kind.startswith("in") else "journal"): one.journal,
            "year": str(one.year) if one.year else "",
            "volume": one.volume,
            "number": one.issue,
            "pages": one.pages.replace("-", "--"),
            "doi": one.doi,
            "pmid": one.pmid,
            "abstract": one.abstract,
            "keywords": "; ".join(one.keywords),
            "language": one.language,
            "url": one.url,
        }
        fields = [
            Field(key=key, value="{" + _plain(text, key) + "}")
            for key, text in held.items()
            if text
        ]
        entries.append(Entry(entry_type=kind, key=_key(one.id, taken), fields=fields))
    return str(write_string(Library(entries), unparse_stack=[]))


def _plain(text: str, key: str) -> str:
    text = " ".join(re.sub(r"[{}\\]", "", text).split())
    return text.replace("%", r"\%") if key in {"doi", "url"} else _SPECIAL.sub(r"\\\1", text)


def _key(text: str, taken: set[str]) -> str:
    """Return a key that TeX can read and that no entry before has."""
    plain = key = re.sub(r"[^A-Za-z0-9_:.-]", "_", text) or "x"
    number = 1
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    taken.add(key)
    return key
