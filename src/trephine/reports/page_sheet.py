"""page_sheet: the tables of a page as CSV or a workbook; no cell is a formula."""

import csv
import io
import re
from typing import Literal

from trephine.core.text import Text
from trephine.interop.references.write_table import defused
from trephine.reports.inline import clean
from trephine.reports.shown_page import ShownPage, ShownTable

SheetForm = Literal["csv", "xlsx"]
# 007 is a name, 1234567890123456 no number that a spreadsheet holds exactly
_NUMBER = re.compile(r"[-−]?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?")
_NO_NAME = re.compile(r"[\\/*?:\[\]']")
_LONGEST_NAME = 28  # of a sheet's 31, with a number behind it
_MOST = 32_767  # characters that a cell of Excel holds
_SHEET = Text(zh="表", en="Table")


def page_sheet(page: ShownPage, form: SheetForm) -> bytes:
    """Return the page's tables, each with its provenance below.

    CSV is UTF-8 with a mark, so that Excel reads the Chinese; several tables stand one below the
    other under their titles. A workbook has a sheet a table. What is a number as a whole (``86.7``,
    ``−3``) is one; everything else is words, and what a spreadsheet would take for a formula is
    defused. Figures are left out.
    """
    return _csv(page) if form == "csv" else _workbook(page)


def is_number(said: str) -> bool:
    """Tell whether a cell is a number as a whole, without leading zeros."""
    return bool(_NUMBER.fullmatch(said))


def _csv(page: ShownPage) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    several = len(page.tables) > 1
    for table in page.tables:
        if several:
            writer.writerow([_plain(table.title)])
        writer.writerows([_plain(cell) for cell in row] for row in _rows(table))
        writer.writerow([])
    writer.writerows([_plain(line)] for line in (*page.notes, *page.provenance))
    return out.getvalue().encode("utf-8-sig")


def _rows(table: ShownTable) -> list[tuple[str, ...]]:
    return [table.filled(table.columns), *map(table.filled, table.rows)]


def _plain(cell: str) -> str:
    """Return a cell of a CSV: a number with the minus that programs read, or defused words."""
    text = clean(cell)
    return text.replace("−", "-") if is_number(text) else f"{defused(text)}"


def _workbook(page: ShownPage) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  (0.3 s that other files don't pay)
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  (as above)

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(page.tables, 1):
        sheet = book.create_sheet(_name(table.title, number, page))
        lines = (*page.notes, *page.provenance)
        for at, row in enumerate([*_rows(table), (), *((line,) for line in lines)], 1):
            for column, said in enumerate(row, 1):
                if said:
                    _write(sheet.cell(row=at, column=column), clean(said))
        for column in range(1, table.width + 1):
            head = sheet.cell(row=1, column=column)
            head.font = Font(bold=True)
            head.alignment = Alignment(wrap_text=True, vertical="top")
            longest = max(len(row[column - 1]) for row in _rows(table))
            sheet.column_dimensions[head.column_letter].width = min(60, max(10, 1.4 * longest))
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: object, said: str) -> None:
    """Write a number as one, with the decimals it was shown with, and words as words."""
    made: dict[str, object]
    if is_number(said):
        decimals = len(said.partition(".")[2])
        made = {
            "value": float(said.replace("−", "-")) if decimals else int(said.replace("−", "-")),
            "number_format": f"0.{'0' * decimals}" if decimals else "0",
        }
    else:
        text = said if len(said) <= _MOST else f"{said[: _MOST - 1]}…"
        made = {"value": text, "data_type": "s", "quotePrefix": defused(text) != text}
    for name, value in made.items():
        setattr(cell, name, value)


def _name(title: str, number: int, page: ShownPage) -> str:
    """Return a sheet's name: what its title begins with, and its number where there are several."""
    name = " ".join(_NO_NAME.sub(" ", clean(title)).split())[:_LONGEST_NAME].strip()
    tail = f" {number}" if len(page.tables) > 1 or not name else ""
    return f"{name or _SHEET[page.language]}{tail}"
