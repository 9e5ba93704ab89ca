"""Sheet: a table as it was read, before anyone decides what its columns mean."""

from dataclasses import dataclass

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """Headers and columns of cells: str, float, bool, date or None, stripped of blanks.

    ``rows`` are the row numbers that a spreadsheet program shows, ``lines`` those of the text
    file where there is one. ``letters`` tells whether columns have letters (files) or not (frames).
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[list[object], ...]
    rows: list[int]
    lines: list[int] | None = None
    letters: bool = True
    encoding: str = ""
    delimiter: str = ""
    cautions: tuple[Caution, ...] = ()

    def place(self, column: int, row: int) -> str:
        """Return where a cell stands, as its reader would look for it."""
        header = repr(self.headers[column])
        if not self.letters:
            return f"{self.name}, row {self.rows[row]}, column {header}"
        cell = f"{self.name}, cell {letter(column)}{self.rows[row]}"
        if self.lines is None:
            return f"{cell} (column {header})"
        return f"{cell} (line {self.lines[row]}, column {header})"


def letter(column: int) -> str:
    """Return a column's letters in a spreadsheet: 0 is A, 26 is AA."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def check_headers(name: str, headers: list[str], place: str) -> None:
    """Refuse headers that cannot be told apart."""
    seen: dict[str, int] = {}
    for column, header in enumerate(headers):
        if header and header in seen:
            raise InputError(
                what=Text(zh="两列的列名相同", en="Two columns have the same name"),
                where=f"{place}, columns {letter(seen[header])} and {letter(column)}",
                found=repr(header),
                do=Text(zh="请改名或删去其中一列", en="Rename one of them, or delete it"),
            )
        seen[header] = column
    if not any(headers):
        raise InputError(
            what=Text(zh="没有列名", en="There are no column names"),
            where=place,
            found=f"an empty first row ({name})",
            do=Text(zh="请在第一行写上列名", en="Put the column names into the first row"),
        )


def empty(name: str, found: str) -> InputError:
    """Return the refusal of a table without a single study."""
    return InputError(
        what=Text(zh="表中没有任何研究", en="The table holds no study"),
        where=name,
        found=found,
        do=Text(
            zh="第一行写列名，其后每项研究一行", en="Put column names first, then one row a study"
        ),
    )
