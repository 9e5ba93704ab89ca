"""Cells of a user's publication tables: one reading or a refusal that names the cell."""

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from trephine.core.error import InputError
from trephine.core.published import Printed
from trephine.core.text import Text
from trephine.evidence.audit.column_names import columns_of
from trephine.evidence.reading.number import folded, is_missing
from trephine.evidence.table import StudyTable, read_table

Value = TypeVar("Value")
_DASHES = {"-", "—", "–", "--"}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_FIGURE = r"(\d*\.?\d+)\s*(%?)"
_TO = r"\s*(?:-|–|—|~|～|to|至|;|,)\s*"
_RANGE = re.compile(rf"[(\[]?\s*{_FIGURE}{_TO}{_FIGURE}\s*[)\]]?")
_BOTH = re.compile(rf"{_FIGURE}\s*[(\[]\s*(?:95%\s*CI[:,]?\s*)?{_FIGURE}{_TO}{_FIGURE}\s*[)\]]")


class PublicationSheet:
    """One table of the folder: cells by column and row, empty where nothing is printed.

    ``unit`` is how the paper writes shares: ``percent``, ``proportion``, or empty where the user
    has not said; figures are returned in percent.
    """

    def __init__(self, table: StudyTable, name: str = "") -> None:
        """Keep the table and read its columns as text once; ``#`` before a name leaves it out."""
        self.table = table
        self.unit = ""
        self._headers = columns_of(table, name)
        self._texts = {key: table.texts(header) for key, header in self._headers.items()}

    @property
    def rows(self) -> range:
        """The numbers of the rows, from 0."""
        return range(self.table.k)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, as the template has them."""
        return tuple(self._headers)

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

    def only(self, columns: Sequence[str]) -> None:
        """Refuse a column that is none of ``columns``: it would be left out unsaid."""
        unknown = [name for name in self._headers if name and name not in columns]
        if unknown:
            raise InputError(
                what=Text(zh="列名无法识别", en="A column is not known"),
                where=self.table.sheet.name,
                found=", ".join(unknown),
                do=Text(
                    zh=f"可用的列：{'、'.join(columns)}；无关的列在列名前加 #",
                    en=f"Columns are {', '.join(columns)}; write # before one of no concern",
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
        """Return a whole number (``3,222`` as well), None where empty. Raises InputError."""
        cell = folded(self.text(column, row)).rstrip("例").strip()
        if not cell:
            return None
        cell = cell.replace(",", "") if _GROUPED.fullmatch(cell) else cell
        if not cell.isascii() or not cell.isdigit() or int(cell) < least:
            what = Text(
                zh=f"应为不小于 {least} 的整数", en=f"A whole number of {least} or more is needed"
            )
            self.refuse(column, row, what, _NUMBER)
        return int(cell)

    def printed(
        self, column: str, row: int, *, most: float = 100.0, percent: bool = True
    ) -> Printed | None:
        """Return a figure as printed, its percent sign dropped; None where the cell is empty.

        It is taken as it stands, whatever the unit of shares: ``share`` reads those.
        """
        cell = folded(self.text(column, row))
        cell = cell.removesuffix("%").strip() if percent else cell
        if not cell:
            return None
        return self.checked(column, row, lambda: _printed(cell, most))

    def share(self, column: str, row: int, figure: str = "", sign: str = "") -> Printed | None:
        """Return a share in percent with its decimals (0.86 of ``proportion`` is 86); or None.

        ``figure`` and ``sign`` stand for the cell where it was taken apart; a percent sign always
        means percent. Raises InputError.
        """
        cell = figure or folded(self.text(column, row))
        if not cell:
            return None
        if cell.endswith("%") or sign:
            return self.checked(column, row, lambda: _printed(cell.rstrip("% "), 100.0))
        if self.unit != "proportion":
            return self.checked(column, row, lambda: _printed(cell, 100.0))
        found = self.checked(column, row, lambda: _printed(cell, float("inf")))
        if found.value > 1.0:
            self.refuse(column, row, _ABOVE_ONE, _PERCENT_SIGN)
        if found.decimals < 2:  # 0.9 hides 85 to 95%, which no figure in percent says
            self.refuse(column, row, _COARSE, _DECIMALS)
        return Printed(text=in_percent(cell))

    def interval(self, column: str, row: int) -> tuple[Printed, ...]:
        """Return the figures of ``76-94``, or of ``85 (76-94)``; empty where it is neither."""
        cell = folded(self.text(column, row))
        found = _RANGE.fullmatch(cell) or _BOTH.fullmatch(cell)
        if found is None:
            return ()
        groups = found.groups()
        signs = any(groups[1::2])  # 76-94% has one sign for both
        figures = [self.share(column, row, figure, "%" if signs else "") for figure in groups[::2]]
        return tuple(one for one in figures if one is not None)

    def need_unit(self, columns: Sequence[str]) -> None:
        """Refuse columns that may be proportions where the user has not said. Raises InputError.

        That is: every figure of the column without a percent sign is 1 or less, one with decimals.
        """
        for column in columns if not self.unit else ():
            cells = [(row, folded(self.text(column, row))) for row in self.rows]
            figures = [
                (row, found)
                for row, cell in cells
                if "/" not in cell and "%" not in cell
                for found in re.findall(r"\d*\.?\d+", cell)
            ]
            small = [(row, one) for row, one in figures if "." in one and float(one) > 0.0]
            if small and all(float(one) <= 1.0 for _, one in figures):
                self.refuse(column, small[0][0], _WHICH_UNIT, _SAY_UNIT)

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
                where=self.place(column, row),
                found=error.found,
                do=error.do,
            ) from None

    def one_of(self, column: str, row: int, names: Collection[str], what: Text) -> str:
        """Return a cell that must be one of ``names``; ``what`` says what is wrong if not."""
        cell = self.required(column, row)
        if cell not in names:
            self.refuse(column, row, what, _choose(names))
        return cell

    def new(self, column: str, row: int, taken: Collection[str]) -> str:
        """Return an id that is not taken yet."""
        cell = self.required(column, row)
        if cell in taken:
            self.refuse(column, row, _TWICE, _OTHER)
        return cell

    def place(self, column: str, row: int) -> str:
        """Return where a cell stands, by the name that the user gave the column."""
        return self.table.place(self._headers[column], row)

    def refuse(self, column: str, row: int, what: Text, do: Text, found: str = "") -> NoReturn:
        """Raise an InputError that names the cell."""
        shown = found or repr(self._texts[column][row])
        raise InputError(what=what, where=self.place(column, row), found=shown, do=do)


_EMPTY = Text(zh="此格不能为空", en="This cell cannot be empty")
_TWICE = Text(zh="标识重复", en="The id is used twice")
_OTHER = Text(zh="改用另一个", en="Choose another one")
_FILL = Text(zh="填写此格", en="Fill it in")
_NUMBER = Text(
    zh="按论文印出的样子写数字，如 61.40；没有则留空",
    en="Write the figure as the paper prints it (61.40), or leave the cell empty",
)
_ABOVE_ONE = Text(zh="小数形式的率大于 1", en="A proportion above 1")
_PERCENT_SIGN = Text(
    zh="若此数为百分数，加上 %", en="If this one is a percentage, write its percent sign"
)
_COARSE = Text(zh="小数形式的率不足两位小数", en="A proportion of fewer than two decimals")
_DECIMALS = Text(
    zh="照印写出两位以上小数，或写成百分数并带 %；只印一位小数的留空",
    en="Write two decimals or more as printed, or a percentage with its sign; else leave it empty",
)
_WHICH_UNIT = Text(
    zh="全列不大于 1：是小数还是百分数？", en="All of the column is 1 or less: of 1, or percent?"
)
_SAY_UNIT = Text(
    zh="在 paper 表加一行 unit：proportion（0.86 即 86%）或 percent（0.86 即 0.86%）",
    en="Add a row to the table paper: unit, proportion (0.86 is 86%) or percent (0.86 is 0.86%)",
)


def parts(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell between semicolons, commas or bars of either width."""
    for mark in "；、,，|":
        cell = cell.replace(mark, ";")
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def in_percent(figure: str) -> str:
    """Return a proportion in percent, its decimals kept: 0.86 is 86, 0.584 is 58.4, 1 is 100."""
    whole, _, decimals = figure.partition(".")
    decimals = decimals.ljust(2, "0")
    lead = (whole + decimals[:2]).lstrip("0") or "0"
    return f"{lead}.{decimals[2:]}" if decimals[2:] else lead


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
                return PublicationSheet(read_table(path), name)
        return None
    import openpyxl  # noqa: PLC0415  (only for workbooks)

    try:
        book = openpyxl.load_workbook(folder, read_only=True)
    except Exception:  # noqa: BLE001  (whatever it is, the table's reader says it better)
        return PublicationSheet(read_table(folder, sheet=name), name)
    has = name in book.sheetnames and any(
        any(cell is not None for cell in row)
        for row in book[name].iter_rows(min_row=2, values_only=True)
    )
    book.close()
    return PublicationSheet(read_table(folder, sheet=name), name) if has else None


def _has_rows(path: Path) -> bool:
    return sum(bool(line.strip(b" ,;\t\r")) for line in path.read_bytes().split(b"\n")) > 1
