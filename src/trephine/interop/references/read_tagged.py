"""read_tagged: the records of a tagged file (RIS, PubMed, RefWorks, EndNote, NoteExpress ...)."""

import re
from collections import Counter
from collections.abc import Iterator

from trephine.core.text import Text
from trephine.interop.references.dialects import Dialect
from trephine.interop.references.draft import Draft, clean, kind_of, plain_doi

_ENDS = re.compile(r"\r\n|\n|\r|\x0b|\x0c|\u2028|\u2029|\x85")
_INLINE = re.compile(r"(?<=\S)\s+%A\s+")
_MANY = {"author", "author_short", "author_group", "author_other", "keyword", "abstract", "doi"}


def read_tagged(text: str, dialect: Dialect) -> tuple[list[Draft], Counter[str], tuple[Text, ...]]:
    """Return the records of a tagged text, the tags that were of no use, and remarks on the file.

    A record begins with its first tag (``TY``, ``PMID``, ``%0`` ...); one whose end is missing ends
    where the next begins, with a remark. A line without a tag goes on with the line before; one
    outside every record is counted in a remark. No line is dropped without being counted.
    """
    drafts: list[Draft] = []
    unused: Counter[str] = Counter()
    stray: list[int] = []
    for start, lines, whole in _records(text, dialect, stray):
        draft = Draft(line=start, excerpt=" | ".join(clean(held) for _, held in lines[:3]))
        if lines[0][0] not in dialect.starts:
            draft.remark("记录没有开始标记", "the record's beginning is missing")
        if not whole:
            draft.remark("记录没有结束标记", "the record's end is missing")
        for tag, held in lines:
            _take(draft, dialect, tag, held, unused)
        _complete(draft)
        drafts.append(draft)
    remarks = []
    if stray:
        listed = ", ".join(map(str, stray[:8])) + (" …" if len(stray) > 8 else "")
        remarks.append(
            Text(
                zh=f"{len(stray)} 行不属于任何记录：第 {listed} 行",
                en=f"{len(stray)} lines belong to no record: lines {listed}",
            )
        )
    return drafts, unused, tuple(remarks)


def _records(
    text: str, dialect: Dialect, stray: list[int]
) -> Iterator[tuple[int, list[tuple[str, str]], bool]]:
    """Yield the first line of each record, its tagged texts, and whether its end was there.

    A blank line ends a record only where the next tag can begin one: abstracts hold blank lines.
    """
    lines: list[tuple[str, list[str]]] = []
    start, gap = 0, False
    folded = dialect.name in {"noteexpress", "estudy"}

    def held() -> list[tuple[str, str]]:
        return [(tag, " ".join(parts)) for tag, parts in lines]

    for number, line in enumerate(_ENDS.split(text), 1):
        found = dialect.line.match(line)
        if found is None:
            if not line.strip():
                gap = dialect.blank
            elif not lines:
                stray.append(number)
            elif dialect.name == "wos" and lines[-1][0] in _A_LINE_EACH:
                lines.append((lines[-1][0], [line.strip()]))
            else:
                lines[-1][1].append(line.strip())
            continue
        tag = found["tag"].strip()
        tag = tag.casefold() if folded else tag
        if tag in _HEADS and dialect.name == "wos":
            continue
        if tag == dialect.ends:
            if lines:
                yield start, held(), True
            lines, gap = [], False
            continue
        again = gap and dialect.fields.get(tag) == "title" and tag in {one for one, _ in lines}
        if lines and (tag in dialect.starts or again):
            yield start, held(), not dialect.ends
            lines = []
        gap = False
        if not lines:
            start = number
        content = found["text"] or found.groupdict().get("tight") or ""
        lines.append((tag, [content]))
    if lines:
        yield start, held(), not dialect.ends


_HEADS = {"FN", "VR", "EF"}  # of a Web of Science file, around its records
_A_LINE_EACH = {"AU", "AF"}


def _take(draft: Draft, dialect: Dialect, tag: str, text: str, unused: Counter[str]) -> None:
    name = dialect.fields.get(tag)
    if not name:
        if text.strip():
            unused[tag] += 1
        return
    if name == "author" and dialect.name == "endnote":
        for part in _INLINE.split(text):
            draft.add("author", part)
        return
    if name == "kind":
        draft.add(name, text)
    elif name == "doi":
        if plain_doi(text) and "[pii]" not in text:
            draft.add("doi", text)
    elif name == "pages_part":
        _part(draft, text)
    elif name == "pmcid":
        if text.strip().upper().startswith("PMC"):
            draft.add("id", f"pmc:{text.strip()}")
    elif name == "registry":
        source, _, number = text.partition("/")
        draft.add("id", f"registry:{number or source}")
    elif name == "id" and text.strip().casefold().startswith("pmid:"):
        draft.add("pmid", text)  # as we write it
    elif name == "id":
        draft.add("id", f"accession:{clean(text)}")
    elif name == "journal_other" or (name == "journal" and draft.fields.get("journal")):
        draft.add("journal_short", text)
    elif name == "title" and draft.fields.get("title"):
        draft.add("title_other", text)
    elif name == "abstract" and clean(text) in draft.fields.get(name, ()):
        pass  # AB and N2 with the same text
    elif name in _MANY or name not in draft.fields or clean(text) not in ("", *draft.fields[name]):
        draft.add(name, text)


def _part(draft: Draft, text: str) -> None:
    """Take RefWorks' OP: the last page, or, as CNKI writes it, the whole range."""
    if "-" in text or not draft.first("page_start"):
        draft.add("pages", text)
    else:
        draft.add("page_end", text)


def _complete(draft: Draft) -> None:
    """Put full names before short ones, PubMed's kinds into one, CNKI's kind from its number."""
    if not draft.fields.get("author"):
        names = draft.fields.get("author_short", []) + draft.fields.get("author_group", [])
        if names:
            draft.fields["author"] = names
    kinds = draft.fields.get("kind", [])
    if len(kinds) > 1:
        special = [one for one in kinds if kind_of(one) not in {"article", "other"}]
        draft.fields["kind"] = special[:1] or ["Journal Article"]
