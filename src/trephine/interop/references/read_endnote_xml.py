"""read_endnote_xml: the records of an EndNote XML library."""

import re
from collections import Counter
from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.references.draft import Draft

_TEXTS = {
    "titles/title": "title",
    "titles/translated-title": "title_other",
    "titles/secondary-title": "journal",
    "periodical/full-title": "journal",
    "titles/alt-title": "journal_short",
    "periodical/abbr-1": "journal_short",
    "alt-periodical/full-title": "journal_short",
    "contributors/authors/author": "author",
    "contributors/translated-authors/author": "author_other",
    "dates/year": "year",
    "volume": "volume",
    "number": "issue",
    "issue": "issue",
    "pages": "pages",
    "electronic-resource-num": "doi",
    "abstract": "abstract",
    "keywords/keyword": "keyword",
    "language": "language",
    "urls/related-urls/url": "url",
    "remote-database-name": "database",
    "remote-database-provider": "database",
    "work-type": "kind_detail",
}
# The text is decoded already: what it says of its own encoding no longer holds.
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_KNOWN = {"ref-type", "accession-num", "custom2"}


def read_endnote_xml(text: str, name: str) -> tuple[list[Draft], Counter[str], tuple[Text, ...]]:
    """Return the records of an EndNote XML file, what of it was of no use, and remarks.

    Parsed by defusedxml: entities and external references are refused. A file cut short gives the
    records before the break, and a remark. EndNote writes a library as one line, so that a record's
    place is its number, counted from 1. Raises InputError for XML that does not begin as such.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  (the exception alone)

    from defusedxml import (  # type: ignore[import-untyped]  # noqa: PLC0415  (XML files only)
        DefusedXmlException,
    )
    from defusedxml.ElementTree import (  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)
        DefusedXMLParser,
    )

    parser = DefusedXMLParser(target=_Gathered(), forbid_dtd=False)
    target: Any = parser.target
    remarks: tuple[Text, ...] = ()
    try:
        parser.feed(_DECLARATION.sub("", text, count=1))
        parser.close()
    except DefusedXmlException as error:
        raise InputError(
            what=Text(zh="XML 中有不允许的实体", en="the XML holds entities, which are refused"),
            where=name,
            found=type(error).__name__,
            do=Text(zh="从 EndNote 重新导出", en="export it again from EndNote"),
        ) from error
    except ParseError as error:
        if not target.drafts:
            raise InputError(
                what=Text(zh="不是完好的 XML", en="the XML is not well formed"),
                where=f"{name}:{error.position[0]}",
                found=str(error),
                do=Text(zh="从 EndNote 重新导出", en="export it again from EndNote"),
            ) from error
        cut = f"{error.position[0]}:{error.position[1]}"
        remarks = (
            Text(
                zh=f"XML 在 {cut} 处中断，其后未读",
                en=f"the XML breaks off at {cut}: nothing after it was read",
            ),
        )
    return target.drafts, target.unused, remarks


class _Gathered:
    """A target of the XML parser that keeps one record at a time."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.unused: Counter[str] = Counter()
        self._path: list[str] = []
        self._text: list[list[str]] = []
        self._draft: Draft | None = None
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "record":
            self._count += 1
            self._draft = Draft(line=self._count)
            self._path, self._text = [], []
            return
        if self._draft is None:
            return
        self._path.append(tag)
        self._text.append([])
        if tag == "ref-type":
            self._draft.add("kind", attributes.get("name", ""))

    def _take(self, text: str) -> None:
        if self._text:
            self._text[-1].append(text)

    data = _take  # the parser's own name for it

    def end(self, tag: str) -> None:
        draft = self._draft
        if draft is None:
            return
        if tag == "record":
            draft.excerpt = " | ".join(held[0] for held in draft.fields.values())[:200]
            self.drafts.append(draft)
            self._draft = None
            return
        text = "".join(self._text.pop())
        if tag == "style":  # EndNote wraps every text in its font
            self._path.pop()
            if self._text:
                self._text[-1].append(text)
            return
        path = "/".join(self._path)
        self._path.pop()
        self._keep(draft, path, text)

    def _keep(self, draft: Draft, path: str, text: str) -> None:
        name = _TEXTS.get(path)
        if not text.strip():
            return
        if name == "journal" and draft.fields.get("journal"):
            if text.strip() != draft.fields["journal"][0]:
                draft.add("journal_short", text)
        elif name is not None:
            draft.add(name, text)
        elif path == "accession-num":
            held = text.strip()
            draft.add("pmid" if held.isdigit() and len(held) <= 8 else "id", held)
        elif path == "custom2" and text.strip().startswith("PMC"):
            draft.add("id", f"pmc:{text.strip()}")
        elif path not in _KNOWN:
            self.unused[path] += 1

    def close(self) -> None:
        return None
