"""table_rows: the rows of a table file with their numbers, from text or an Excel workbook."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from trephine.core.error import InputError
from trephine.core.text import Text

MOST_UNPACKED = 256 * 1024 * 1024
_SEPARATORS = (",", "\t", ";", "|", "，")
Rows = Iterator[tuple[int, Sequence[object]]]


def table_rows(raw: bytes | str, name: str) -> Rows:
    """Yield the rows of a table with the line on which each begins.

    ``raw`` is the text of a delimited file (its separator is the commonest of comma, tab,
    semicolon, bar) or the bytes of an ``.xlsx``, of which the first sheet is read. It makes no
    sense of the cells. Raises InputError for a damaged file, for one that is no workbook, and for
    one whose parts unpack to more than 256 MiB.
    """
    return _delimited(raw) if isinstance(raw, str) else _workbook(raw, name)


def _delimited(text: str) -> Rows:
    head = "\n".join(text.splitlines()[:10])
    separator = max(_SEPARATORS, key=lambda one: (head.count(one), -_SEPARATORS.index(one)))
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


def _workbook(raw: bytes, name: str) -> Rows:
    import openpyxl  # noqa: PLC0415  (0.3 s that other files don't pay)

    def refuse(what: object, n: int | None = None) -> InputError:
        found = str(what) if n is None else f"{what}: {n}"
        return InputError(
            what=Text(zh="无法作为 Excel 工作簿打开", en="the file is no readable workbook"),
            where=name,
            found=found,
            do=Text(
                zh="另存为 .xlsx（不加密）或 CSV UTF-8",
                en="save it as .xlsx without a password, or as CSV UTF-8",
            ),
        )

    unpacked, sheets = "unpacked size, MiB", "sheets"
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MOST_UNPACKED:
                raise refuse(unpacked, size >> 20)
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise refuse(error) from error
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise refuse(sheets, 0)
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(values_only=True, max_col=256), 1)
    finally:
        book.close()
