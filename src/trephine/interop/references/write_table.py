"""write_table: references as a table, CSV or Excel."""

import csv
import io
from collections.abc import Iterable

from trephine.core.reference import Reference

COLUMNS = (
    "id",
    "title",
    "title_en",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "abstract",
    "keywords",
    "language",
    "type",
    "database",
    "url",
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_MOST = 32_767  # characters that a cell of Excel holds


def write_csv(references: Iterable[Reference]) -> bytes:
    """Return references as CSV in UTF-8 with a byte order mark, as Excel opens it rightly.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe, which
    ``read_references`` takes off again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in references:
        writer.writerow([defused(cell) for cell in _cells(one)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(references: Iterable[Reference]) -> bytes:
    """Return references as an Excel workbook; every cell is a text or a number, none a formula.

    Texts longer than a cell of Excel holds (32,767 characters) are cut and end in ``…``.
    """
    from openpyxl import Workbook  # noqa: PLC0415  (0.3 s that other files don't pay)
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415  (as above)
    from openpyxl.styles import Font  # noqa: PLC0415  (as above)

    book = Workbook()
    sheet = book.active
    sheet.title = "references"
    sheet.append(COLUMNS)
    for row, one in enumerate(references, 2):
        for column, held in enumerate(_cells(one), 1):
            cell = sheet.cell(row=row, column=column)
            if isinstance(held, int):
                cell.value = held
                continue
            text = ILLEGAL_CHARACTERS_RE.sub("", held)
            text = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
            if text:
                cell.value = text
                cell.data_type = "s"
                cell.quotePrefix = text.startswith(_DANGEROUS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def defused(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell


def _cells(one: Reference) -> list[str | int]:
    return [
        one.id,
        one.title,
        one.title_en if one.title_en != one.title else "",
        "; ".join(one.authors),
        one.year or "",
        one.journal,
        one.volume,
        one.issue,
        one.pages,
        one.doi,
        one.pmid,
        one.abstract,
        "; ".join(one.keywords),
        one.language,
        one.kind,
        one.database,
        one.url,
    ]
