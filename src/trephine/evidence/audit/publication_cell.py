"""Cells of a user's publication tables: one reading or a refusal that names the cell."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from trephine.core.error import InputError
from trephine.core.published import Printed
from trephine.core.text import Text
from trephine.evidence.reading.number import folded, is_missing
from trephine.evidence.table import StudyTable, read_table

Value = TypeVar("Value")
_DASHES = {"-", "—", "–", "--"}


class PublicationSheet:
    """One table of the folder: cells by column and row, empty where nothing is printed."""

    def __init__(self, table: StudyTable) -> None:
        """Keep the table and read its columns as text once."""
        self.table = table
        self._texts = {name: table.texts(name) for name in table.headers}

    @property
    def rows(self) -> range:
        """The numbers of the rows, from 0."""
        return range(self.table.k)

    def has(self, column: str) -> bool:
        """Tell whether the table has the column."""
        return column in self._texts

    def need(self, columns: Sequence[str]) -> None:
        """Refuse a table without one of ``columns``. Raises InputError."""
        missing = [name for name in columns if name not in self._texts]
        if missing:
            raise InputError(
                what=Text(zh="缺少列", en="A column is missing"),
                where=self.table.sheet.name,
                found=", ".join(self.table.headers),
                do=Text(
                    zh=f"加上列 {'、'.join(missing)}（没有内容可留空）",
                    en=f"Add {', '.join(missing)} (its cells may be empty)",
                ),
            )

    def text(self, column: str, row: int) -> str:
        """Return a cell as text; a dash and what says "not reported" are empty."""
        cell = folded(self._texts[column][row]) if column in self._texts else ""
        return "" if cell in _DASHES or is_missing(cell) else self._texts[column][row].strip()

    def required(self, column: str, row: int) -> str:
        """Return a cell that cannot be empty. Raises InputError."""
        found = self.text(column, row)
        if not found:
            self.refuse(column, row, _EMPTY, _FILL)
        return found

    def whole(self, column: str, row: int, *, least: int = 0) -> int | None:
        """Return a whole number, None where the cell is empty. Raises InputError."""
        cell = folded(self.text(column, row)).rstrip("例").strip()
        if not cell:
            return None
        if not cell.isascii() or not cell.isdigit() or int(cell) < least:
            what = Text(
                zh=f"应为不小于 {least} 的整数", en=f"A whole number of {least} or more is needed"
            )
            self.refuse(column, row, what, _NUMBER)
        return int(cell)

    def printed(
        self, column: str, row: int, *, most: float = 100.0, percent: bool = True
    ) -> Printed | None:
        """Return a figure as printed, its percent sign dropped; None where the cell is empty."""
        cell = folded(self.text(column, row))
        cell = cell.removesuffix("%").strip() if percent else cell
        if not cell:
            return None
        return self.checked(column, row, lambda: _printed(cell, most))

    def checked(self, column: str, row: int, read: Callable[[], Value]) -> Value:
        """Return what ``read`` returns; turn its ValueError into a refusal that names the cell."""
        try:
            return read()
        except ValueError as error:
            what = Text(zh="此格读不成所需的值", en="The cell does not read as what is needed")
            self.refuse(column, row, what, _NUMBER, str(error))
        except InputError as error:
            raise InputError(
                what=error.what,
                where=self.table.place(column, row),
                found=error.found,
                do=error.do,
            ) from None

    def one_of(self, column: str, row: int, names: Collection[str], what: Text) -> str:
        """Return a cell that must be one of ``names``; ``what`` says what is wrong if not."""
        cell = self.required(column, row)
        if cell not in names:
            self.refuse(column, row, what, _choose(names))
        return cell

    def all_of(self, column: str, row: int, names: Collection[str], what: Text) -> tuple[str, ...]:
        """Return the parts of a cell, each of which must be one of ``names``."""
        cells = parts(self.text(column, row))
        for cell in cells:
            if cell not in names:
                self.refuse(column, row, what, _choose(names), repr(cell))
        return cells

    def new(self, column: str, row: int, taken: Collection[str]) -> str:
        """Return an id that is not taken yet."""
        cell = self.required(column, row)
        if cell in taken:
            self.refuse(column, row, _TWICE, _OTHER)
        return cell

    def refuse(self, column: str, row: int, what: Text, do: Text, found: str = "") -> NoReturn:
        """Raise an InputError that names the cell."""
        shown = found or repr(self._texts[column][row])
        raise InputError(what=what, where=self.table.place(column, row), found=shown, do=do)


_EMPTY = Text(zh="此格不能为空", en="This cell cannot be empty")
_TWICE = Text(zh="标识重复", en="The id is used twice")
_OTHER = Text(zh="改用另一个", en="Choose another one")
_FILL = Text(zh="填写此格", en="Fill it in")
_NUMBER = Text(
    zh="按论文印出的样子写数字，如 61.40；没有则留空",
    en="Write the figure as the paper prints it (61.40), or leave the cell empty",
)


def parts(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell between semicolons, commas or bars of either width."""
    for mark in "；、,，|":
        cell = cell.replace(mark, ";")
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _choose(names: Collection[str]) -> Text:
    shown = list(names)[:25]
    return Text(zh=f"可用：{'、'.join(shown)}", en=f"Use one of {', '.join(shown)}")


def _printed(cell: str, most: float) -> Printed:
    if not cell.replace(".", "", 1).isdigit() or not cell.isascii():
        message = f"{cell!r}"
        raise ValueError(message)
    found = Printed(text=cell)
    if found.value > most:
        message = f"{cell} > {most:g}"
        raise ValueError(message)
    return found


def open_sheet(folder: Path, name: str) -> PublicationSheet | None:
    """Return ``name``.csv of a folder, or the sheet of that name in a workbook.

    None where it is absent or has column names only: most tables of a publication are optional.
    """
    if folder.is_dir():
        for ending in ("csv", "tsv", "txt"):
            path = folder / f"{name}.{ending}"
            if path.exists() and _has_rows(path):
                return PublicationSheet(read_table(path))
        return None
    import openpyxl  # noqa: PLC0415  (only for workbooks)

    try:
        book = openpyxl.load_workbook(folder, read_only=True)
    except Exception:  # noqa: BLE001  (whatever it is, the table's reader says it better)
        return PublicationSheet(read_table(folder, sheet=name))
    has = name in book.sheetnames and any(
        any(cell is not None for cell in row)
        for row in book[name].iter_rows(min_row=2, values_only=True)
    )
    book.close()
    return PublicationSheet(read_table(folder, sheet=name)) if has else None


def _has_rows(path: Path) -> bool:
    return sum(bool(line.strip(b" ,;\t\r")) for line in path.read_bytes().split(b"\n")) > 1
