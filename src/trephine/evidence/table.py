"""read_table: a user's file or data frame as named columns, with a place for every cell."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.reading.delimited import read_delimited
from trephine.evidence.reading.encoding import decode
from trephine.evidence.reading.frame import read_frame
from trephine.evidence.reading.names import named
from trephine.evidence.reading.number import Decimal, decimal_mark, is_missing, numbers
from trephine.evidence.reading.sheet import Sheet

_OLE = b"\xd0\xcf\x11\xe0"  # old .xls and encrypted .xlsx alike
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyTable:
    """Columns of cells by name, one row a study, as read; nothing is computed yet.

    ``numbers`` and ``texts`` read a column, ``place`` says where a cell stands. Column names match
    exactly, else in any case. It does not know what a column means: ``read_effects`` does.
    """

    sheet: Sheet
    decimal: Decimal | None

    @property
    def headers(self) -> tuple[str, ...]:
        """The column names in order."""
        return self.sheet.headers

    @property
    def k(self) -> int:
        """The number of rows."""
        return len(self.sheet.rows)

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What the reader must know about how the table was read."""
        return self.sheet.cautions

    def numbers(self, header: str) -> Vector:
        """Return a column as float64 (k,), NaN where nothing was reported; raises InputError."""
        column = named(self.headers, header, self.sheet.name)
        return numbers(
            self.sheet.columns[column], lambda row: self.sheet.place(column, row), self.decimal
        )

    def texts(self, header: str) -> tuple[str, ...]:
        """Return a column as text (k,), empty where a cell is empty; 2018.0 reads 2018."""
        column = named(self.headers, header, self.sheet.name)
        return tuple(_as_text(cell) for cell in self.sheet.columns[column])

    def place(self, header: str, row: int) -> str:
        """Return where the cell of a column and row (from 0) stands."""
        return self.sheet.place(named(self.headers, header, self.sheet.name), row)


def read_table(
    source: Any,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    decimal: Decimal | None = None,
) -> StudyTable:
    """Return the table in a file (CSV, TSV, XLSX), a data frame or a mapping of columns.

    ``source`` is a path, any eager data frame that narwhals knows, or a mapping. The first row
    that is not blank holds the column names. Encoding (UTF-8, UTF-16, GB18030), delimiter and
    decimal mark are found where only one reading is possible, and can be named. It does not guess:
    what has two readings raises InputError, which names file and cell.
    """
    if isinstance(source, (str, Path)):
        found = _read_file(Path(source), sheet, delimiter, encoding)
    else:
        found = read_frame(source)
    return StudyTable(sheet=found, decimal=decimal or decimal_mark(found.columns))


def _read_file(path: Path, sheet: str | None, delimiter: str | None, encoding: str | None) -> Sheet:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            what=Text(zh="无法打开文件", en="The file cannot be opened"),
            where=str(path),
            found=error.strerror or type(error).__name__,
            do=Text(zh="请核对路径与权限", en="Check the path and the permissions"),
        ) from None
    if raw.startswith(_ZIP):
        from trephine.evidence.reading.workbook import read_workbook  # noqa: PLC0415  (on demand)

        _none_of(path, {"encoding": encoding, "delimiter": delimiter}, _FOR_TEXT)
        return read_workbook(path, sheet)
    if raw.startswith(_OLE):
        raise InputError(
            what=Text(
                zh="旧版 .xls 或加密的工作簿无法读取",
                en="An old .xls or a workbook with a password cannot be read",
            ),
            where=path.name,
            found="an OLE file",
            do=Text(
                zh="请在 Excel 中另存为 .xlsx（不加密）或 CSV UTF-8",
                en="Save it in Excel as .xlsx without a password, or as CSV UTF-8",
            ),
        )
    _none_of(path, {"sheet": sheet}, _FOR_WORKBOOKS)
    text, used = decode(raw, path.name, encoding)
    return read_delimited(text, path.name, used, delimiter)


_FOR_TEXT = Text(
    zh="这些选项只用于文本表格（CSV、TSV），工作簿不需要",
    en="These options are for text tables (CSV, TSV); a workbook needs none",
)
_FOR_WORKBOOKS = Text(zh="只有工作簿（.xlsx）才有工作表", en="Only a workbook (.xlsx) has sheets")


def _none_of(path: Path, options: dict[str, str | None], what: Text) -> None:
    """Refuse options that this kind of file does not have, rather than pass over them."""
    given = [f"{name}={value!r}" for name, value in options.items() if value is not None]
    if given:
        raise InputError(
            what=what,
            where=path.name,
            found=", ".join(given),
            do=Text(zh="请去掉该选项，或改用另一个文件", en="Leave it out, or name another file"),
        )


def _as_text(cell: object) -> str:
    if is_missing(cell) or cell != cell:  # noqa: PLR0124  (NaN)
        return cell if isinstance(cell, str) else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
