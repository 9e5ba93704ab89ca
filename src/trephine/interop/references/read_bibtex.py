"""read_bibtex: the records of a BibTeX file."""

import logging
import re
from collections import Counter

from trephine.core.reference_file import RecordReport
from trephine.core.text import Text
from trephine.interop.references.draft import Draft, clean

_FIELDS = {
    "title": "title",
    "journal": "journal",
    "journaltitle": "journal",
    "booktitle": "journal",
    "shortjournal": "journal_short",
    "year": "year",
    "date": "date",
    "volume": "volume",
    "number": "issue",
    "issue": "issue",
    "pages": "pages",
    "doi": "doi",
    "pmid": "pmid",
    "abstract": "abstract",
    "language": "language",
    "langid": "language",
    "url": "url",
    "type": "kind_detail",
    "database": "database",
}
_AND = re.compile(r"\s+and\s+")
_BRACES = re.compile(r"[{}]")
_PERCENT = re.compile(r"(?<!\\)%")  # a comment to TeX: what follows would be lost without a word


def read_bibtex(
    text: str,
) -> tuple[list[Draft | RecordReport], Counter[str], tuple[Text, ...]]:
    """Return the records of a BibTeX text in their order, blocks that failed as refused reports.

    Accents written in TeX become letters, braces go; a bare percent sign is one. Comments and
    preambles are no records and are passed over; a key used twice is a remark, since both entries
    are records.
    """
    from bibtexparser.entrypoint import (  # noqa: PLC0415  (0.2 s; BibTeX files only)
        parse_string,
    )
    from bibtexparser.middlewares import LatexDecodingMiddleware  # noqa: PLC0415  (as above)
    from bibtexparser.model import (  # noqa: PLC0415  (as above)
        DuplicateBlockKeyBlock,
        Entry,
        ParsingFailedBlock,
    )

    # what it would print of broken entries stands in their reports
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    library = parse_string(
        _PERCENT.sub(r"\\%", text), append_middleware=[LatexDecodingMiddleware()]
    )
    found: list[tuple[int, Draft | RecordReport]] = []
    unused: Counter[str] = Counter()
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        twice = isinstance(block, DuplicateBlockKeyBlock)
        held = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(held, Entry):
            draft = _draft(held, line, unused)
            if twice:
                draft.remark("标识在文件中重复", "its key is used twice in the file")
            found.append((line, draft))
        elif isinstance(block, ParsingFailedBlock):
            found.append(
                (
                    line,
                    RecordReport(
                        line=line,
                        outcome="refused",
                        remarks=(
                            Text(
                                zh="不是完好的 BibTeX 条目",
                                en=f"no well-formed BibTeX entry: {str(block.error)[:120]}",
                            ),
                        ),
                        do=Text(
                            zh="检查括号与引号是否成对",
                            en="see whether braces and quotation marks close",
                        ),
                        excerpt=clean(block.raw or "")[:120],
                    ),
                )
            )
    return [one for _, one in sorted(found, key=lambda pair: pair[0])], unused, ()


def _draft(entry: object, line: int, unused: Counter[str]) -> Draft:
    draft = Draft(line=line)
    draft.add("kind", entry.entry_type)  # type: ignore[attr-defined]
    for one in entry.fields:  # type: ignore[attr-defined]
        key, value = one.key.lower(), _BRACES.sub("", str(one.value))
        if key == "author":
            for name in _AND.split(value.replace("\n", " ")):
                draft.add("author", name)
        elif key in {"keywords", "keyword"}:
            draft.add(
                "keyword", value if ";" in value or "；" in value else value.replace(",", ";")
            )
        elif key in _FIELDS:
            draft.add(_FIELDS[key], value)
        else:
            unused[key] += 1
    draft.excerpt = f"{entry.key}"  # type: ignore[attr-defined]
    return draft
