"""page_document: what a reader saw on a page as a Document, for Word and PDF."""

from itertools import chain

from trephine.core.error import InputError
from trephine.core.text import Text, both_of
from trephine.reports.document import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Picture,
    ReportTable,
    Row,
)
from trephine.reports.inline import escape
from trephine.reports.page_sheet import is_number
from trephine.reports.shown_page import ShownFigure, ShownPage, ShownTable

_FROM = Text(zh="出处", en="Where this is from")
_UNNAMED = Text(zh="无标题", en="untitled")
_NARROW = 7  # columns that fit a page as it stands
_CELLS = 10_000  # Word takes about a millisecond a cell


def page_document(page: ShownPage) -> Document:
    """Return the page as a document in its own language; both sides of its texts are the same.

    Marks in the words (``*``, ``[@``) are printed as they stand. Raises InputError for more than
    10,000 cells: a workbook holds those.
    """
    cells = sum(table.width * len(table.rows) for table in page.tables)
    if cells > _CELLS:
        raise InputError(
            what=Text(zh="表格过大，不宜放入文档", en="The tables are too large for a document"),
            where=page.title,
            found=f"{cells}",
            do=Text(zh="请导出为 XLSX 或 CSV", en="take them as XLSX or CSV"),
        )
    said = [Paragraph(text=_text(note)) for note in page.notes if note.strip()]
    drawn = (_figure(one) if isinstance(one, ShownFigure) else _table(one) for one in page.parts)
    source = Bullets(items=tuple(_text(line) for line in page.provenance))
    blocks: chain[Block] = chain(said, drawn, (Heading(text=_FROM), source))
    return Document(title=_text(page.title), blocks=tuple(blocks), footer=_text(page.provenance[0]))


def _text(said: str) -> Text:
    return both_of(escape(said)) if said.strip() else _UNNAMED


def _head(said: str) -> Text:
    return _text(said) if said.strip() else both_of("—")


def _figure(one: ShownFigure) -> Picture:
    return Picture(drawings={"zh": one.figure, "en": one.figure}, caption=_text(one.title))


def _table(one: ShownTable) -> ReportTable:
    rows = [Row(cells=(row[0],), kind="group") if len(row) == 1 and one.width > 1
            else Row(cells=one.filled(row)) for row in one.rows]  # fmt: skip
    columns = one.filled(one.columns)
    whole = [row.cells for row in rows if len(row.cells) == len(columns)]
    return ReportTable(
        caption=_text(one.title),
        columns=tuple(
            Column(
                header=_head(name),
                align="right" if whole and all(_is_figure(row[at]) for row in whole) else "left",
            )
            for at, name in enumerate(columns)
        ),
        rows=tuple(rows),
        wide=one.width > _NARROW,
    )


def _is_figure(cell: object) -> bool:
    return isinstance(cell, str) and (cell in {"", "—"} or is_number(cell))
