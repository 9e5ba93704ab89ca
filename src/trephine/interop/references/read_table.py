"""read_table: references in a table (CSV, TSV, Excel), its columns told by their headings."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.references.draft import Draft
from trephine.interop.table_rows import Rows, sheet_names, table_rows

_HEADINGS = {
    "title": "title|article title|document title|primary title|题名|标题|篇名|文题|文献题名|"
    "论文题名|中文题名|题目",
    "title_other": "translated title|english title|title en|英文题名|英文标题|外文题名",
    "author": "author|authors|author names|author s|author full names|作者|全部作者|第一作者|"
    "中文作者",
    "author_other": "english authors|英文作者",
    "year": "year|publication year|pub year|py|年|年份|出版年|发表年份|年度",
    "date": "date|publication date|pub date|出版日期|发表时间|出版时间|日期",
    "journal": "journal|source|source title|journal title|publication|journal book|刊名|期刊|来源|"
    "文献来源|出处|期刊名称|来源期刊",
    "journal_short": "journal abbreviation|abbreviated source title|iso abbreviation",
    "volume": "volume|vol|卷|卷号",
    "issue": "issue|number|no|期|期号",
    "pages": "pages|page|page range|页|页码|起止页|起止页码",
    "page_start": "page start|start page|first page|起始页",
    "page_end": "page end|end page|last page|结束页",
    "doi": "doi|digital object identifier|doi号",
    "pmid": "pmid|pubmed id|medline pmid",
    "abstract": "abstract|summary|摘要|文摘|中文摘要",
    "abstract_other": "english abstract|英文摘要",
    "keyword": "keywords|keyword|author keywords|关键词|主题词",
    "language": "language|original language|语种|语言",
    "kind": "type|reference type|publication type|文献类型|类型",
    "kind_detail": "document type",
    "url": "url|link|链接|网址|full text link",
    "database": "database|source database|数据库|来源数据库|来源库",
    "id": "accession number|eid|ut|unique id",
}
_FIELD_OF = {name: field for field, names in _HEADINGS.items() for name in names.split("|")}
_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r])")


def read_table(raw: bytes | str, name: str) -> tuple[list[Draft], Counter[str], tuple[Text, ...]]:
    """Return the records of a table, the filled cells of columns that were of no use, and remarks.

    ``raw`` is the text of a delimited file or the bytes of an ``.xlsx``, of which every sheet with
    a title column is read and the others are named in a remark. The heading is the row among the
    first ten that names a title and the most fields. Empty rows are counted in a remark. Raises
    InputError where no column is a title, and for a file that ``table_rows`` refuses.
    """
    drafts: list[Draft] = []
    unused: Counter[str] = Counter()
    remarks: list[Text] = []
    sheets = sheet_names(raw, name) if isinstance(raw, bytes) else ("",)
    without: list[str] = []
    titled = False
    shown = ""
    for at, sheet in enumerate(sheets):
        rows = table_rows(raw, name, at)
        first = list(islice(rows, 10))
        heading = max(first, key=lambda one: len(_columns(one[1])), default=None)
        if heading is None or "title" not in _columns(heading[1]).values():
            shown = shown or (" | ".join(_shown(cell) for cell in first[0][1]) if first else "")
            without += [sheet] if any(_shown(cell) for one in first for cell in one[1]) else []
            continue
        titled = True
        rest = (one for one in first if one[0] > heading[0])
        drafts += _records(heading[1], chain(rest, rows), unused, remarks)
        if heading[0] > first[0][0]:
            remarks.append(
                Text(zh=f"列名在第 {heading[0]} 行", en=f"the headings stand in row {heading[0]}")
            )
    if not titled:
        raise InputError(
            what=Text(zh="没有题名列", en="no column is a title"),
            where=name,
            found=shown[:200] or "an empty file",
            do=Text(
                zh="首行写列名，例如 题名、作者、年份、刊名、DOI、摘要",
                en="name the columns in the first row: title, authors, year, journal, doi",
            ),
        )
    if without:
        named = "、".join(without), ", ".join(without)
        remarks.append(
            Text(
                zh=f"没有题名列、未读的工作表：{named[0]}",
                en=f"sheets without a title column, not read: {named[1]}",
            )
        )
    return drafts, unused, tuple(remarks)


def _records(
    heading: Sequence[object], rows: Rows, unused: Counter[str], remarks: list[Text]
) -> Iterator[Draft]:
    """Yield the records below a heading; count what is of no use, remark on empty rows."""
    columns = _columns(heading)
    headings = [_shown(cell) for cell in heading]
    blank = 0
    for number, cells in rows:
        if not any(_shown(cell) for cell in cells):
            blank += 1
            continue
        draft = Draft(line=number, excerpt=" | ".join(map(_shown, cells)).rstrip(" |")[:200])
        for at, cell in enumerate(cells):
            text = _shown(cell)
            if at in columns:
                draft.add(columns[at], text)
            elif text:
                unused[headings[at] if at < len(headings) else f"#{at + 1}"] += 1
        yield draft
    if blank:
        remarks.append(Text(zh=f"{blank} 个空行", en=f"{blank} empty rows"))


def _columns(cells: Sequence[object]) -> dict[int, str]:
    """Return which column is which field; of two that claim one field, the first has it."""
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        folded = unicodedata.normalize("NFKC", _shown(cell)).casefold()
        plain = re.sub(r"[\W_]+", " ", folded).strip()
        field = _FIELD_OF.get(plain) or _FIELD_OF.get(plain.replace(" ", ""))
        if field and field not in found.values():
            found[at] = field
    return found


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _DEFUSED.sub("", str(cell).strip())
