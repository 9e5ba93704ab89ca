"""table_rows: the rows of a table file with their numbers, from text or an Excel workbook."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_UNPACKED = 256 * 1024 * 1024
MOST_ROWS = 100_100
_SEPARATORS = (",", "\t", ";", "|", "，")
Rows = Iterator[tuple[int, Sequence[object]]]


def table_rows(raw: bytes | str, name: str, sheet: int = 0) -> Rows:
    """Yield the rows of a table with the line on which each begins.

    ``raw`` is the text of a delimited file or the bytes of an ``.xlsx``, of which one sheet is
    read. The separator is that of comma, tab, semicolon and bar which cuts most of the first rows
    into the same number of cells (authors may be parted by semicolons inside a cell). It makes no
    sense of the cells. Raises InputError for a damaged file, for one that is no workbook, and for
    one whose parts unpack to more than 256 MiB or whose sheet has more than 100,100 rows.
    """
    return _delimited(raw) if isinstance(raw, str) else _workbook(raw, name, sheet)


def _separator(text: str) -> str:
    """Return the separator that cuts most of the first rows alike, of several the one into more."""
    lines = text.splitlines()[:40]

    def alike(one: str) -> tuple[int, int, int]:
        try:
            rows = [len(cells) for cells in csv.reader(lines, delimiter=one)]
        except csv.Error:
            rows = []
        widths = Counter(width for width in rows if width > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count, width, -_SEPARATORS.index(one)

    return max(_SEPARATORS, key=alike)


def _delimited(text: str) -> Rows:
    separator = _separator(text)
    limit = csv.field_size_limit(10_000_000)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        before = 0
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise InputError(
            what=Text(zh="表格文件损坏", en="the table is damaged"),
            where=f"line {reader.line_num}",
            found=str(error),
            do=Text(zh="检查引号是否成对", en="see whether quotation marks close"),
        ) from error
    finally:
        csv.field_size_limit(limit)


def sheet_names(raw: bytes, name: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets in their order. Raises as ``table_rows`` does."""
    book = _opened(raw, name)
    try:
        return tuple(sheet.title for sheet in book.worksheets)
    finally:
        book.close()


def _workbook(raw: bytes, name: str, at: int) -> Rows:
    book = _opened(raw, name)
    try:
        if at >= len(book.worksheets):
            raise _unreadable(name, f"sheets: {len(book.worksheets)}")
        sheet = book.worksheets[at]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=256), 1):
            if number > MOST_ROWS:  # empty ones too: a few bytes of them fill the memory
                raise _unreadable(name, f"rows: > {MOST_ROWS}")
            yield number, cells
    finally:
        book.close()


def _opened(raw: bytes, name: str) -> "Workbook":
    import openpyxl  # noqa: PLC0415  (0.3 s that other files don't pay)

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MOST_UNPACKED:
            raise _unreadable(name, f"unpacked size, MiB: {size >> 20}")
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(name, str(error)) from error


def _unreadable(name: str, found: str) -> InputError:
    return InputError(
        what=Text(zh="无法作为 Excel 工作簿打开", en="the file is no readable workbook"),
        where=name,
        found=found,
        do=Text(
            zh="另存为 .xlsx（不加密，删去空行）或 CSV UTF-8",
            en="save it as .xlsx without a password and without empty rows, or as CSV UTF-8",
        ),
    )
