"""detect_form: which format a file of references is in, by what stands in it."""

import re

from trephine.core.reference_file import ReferenceForm

_SIGNS: tuple[tuple[ReferenceForm, re.Pattern[str]], ...] = (
    ("endnote-xml", re.compile(r"<\s*(xml\s*>\s*<\s*)?records\b|<record\b", re.IGNORECASE)),
    ("noteexpress", re.compile(r"^\s*\{(Reference Type|Title|题名)\}\s*[:：]", re.MULTILINE)),
    ("estudy", re.compile(r"^\s*DataType\s*[:：]|^\s*Title-题名\s*[:：]", re.MULTILINE)),
    ("nbib", re.compile(r"^PMID\s{0,2}- ?\d", re.MULTILINE)),
    ("ris", re.compile(r"^\s*TY\s{0,4}[-–]\s", re.MULTILINE)),
    ("wos", re.compile(r"^FN (Clarivate|Thomson|ISI)|^PT [A-Z]\r?$", re.MULTILINE)),
    ("bibtex", re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)),
    ("refworks", re.compile(r"^\s*RT\s+\S", re.MULTILINE)),
    ("endnote", re.compile(r"^\s*%[0AT]\s", re.MULTILINE)),
)


def detect_form(text: str) -> ReferenceForm | None:
    """Return the format whose sign stands first in the text, None where there is none.

    A comma-separated table has no sign of its own: the caller takes it for one where a heading
    names a title. The name of the file is not asked: databases call everything ``.txt``.
    """
    head = text[:20_000]
    found = [
        (sign.start(), order, form)
        for order, (form, pattern) in enumerate(_SIGNS)
        if (sign := pattern.search(head))
    ]
    return min(found)[2] if found else None
