"""Read a content table: CSV under a small TOML header between ``+++`` lines."""

import csv
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from trephine.core.error import ContentError
from trephine.core.text import Text
from trephine.library.content import adapter, from_toml, place, read_text, refusal

FENCE = "+++\n"
Header = TypeVar("Header")
Row = TypeVar("Row")


def read_table(
    path: Path, header: type[Header], row: type[Row]
) -> tuple[Header, tuple[tuple[str, Row], ...]]:
    """Return the header and the rows, each row with its place (``folder/file:line``).

    The columns are the fields of ``row``; an empty cell takes the field's default, and is refused
    where there is none. Cells are read as the field's type; blanks round a cell are refused as
    part of it. The first column is the row's id and must not repeat. Raises ContentError.
    """
    text = read_text(path)
    parts = text.split(FENCE, 2)
    if len(parts) != 3 or parts[0]:
        raise ContentError(
            what=Text(zh="表头须以一对 +++ 行围起", en="the header must stand between +++ lines"),
            where=place(path, 1),
            found=text.split("\n", 1)[0][:60],
            do=Text(
                zh="第一行写 +++，表头之后再写 +++",
                en="write +++ on the first line and again after the header",
            ),
        )
    _, head, body = parts
    top = from_toml(head, path, header, first_line=2)
    first_line = 3 + head.count("\n")
    return top, _rows(body, path, first_line, row)


def read_rows(path: Path, row: type[Row]) -> tuple[tuple[str, Row], ...]:
    """Return the rows of a table without a header, each with its place, as ``read_table`` does.

    Raises ContentError.
    """
    return _rows(read_text(path), path, 1, row)


def _rows(body: str, path: Path, first_line: int, row: type[Row]) -> tuple[tuple[str, Row], ...]:
    reader = csv.reader(body.splitlines(keepends=True), strict=True)
    try:
        columns = next(reader, [])
        _check_columns(columns, place(path, first_line), row)
        found: list[tuple[str, Row]] = []
        seen: dict[str, str] = {}
        line = first_line + reader.line_num
        for cells in reader:
            where = place(path, line)
            line = first_line + reader.line_num
            if len(cells) != len(columns):
                raise ContentError(
                    what=Text(zh="此行的列数不符", en="the row has another number of cells"),
                    where=where,
                    found=f"{len(cells)} / {len(columns)}",
                    do=Text(
                        zh="含逗号的内容须加双引号", en="put a cell that has a comma in quotes"
                    ),
                )
            named = dict(zip(columns, cells, strict=True))
            if cells[0] in seen:
                raise ContentError(
                    what=Text(zh="标识重复", en="the id is used twice"),
                    where=where,
                    found=f"{columns[0]} = {cells[0]!r} ({seen[cells[0]]})",
                    do=Text(zh="改用另一个标识", en="choose another id"),
                )
            seen[cells[0]] = where
            found.append((where, _row(named, where, row)))
    except csv.Error as error:
        raise ContentError(
            what=Text(zh="不是合法的 CSV", en="not valid CSV"),
            where=place(path, first_line + max(reader.line_num - 1, 0)),
            found=str(error),
            do=Text(zh="检查此行的引号", en="check the quotes on this line"),
        ) from error
    return tuple(found)


def _check_columns(columns: list[str], where: str, row: type[Any]) -> None:
    declared = {field.name: field for field in fields(row)}
    required = [f.name for f in declared.values() if f.default is MISSING]
    wrong = [name for name in columns if name not in declared or columns.count(name) > 1]
    missing = [name for name in required if name not in columns]
    if wrong or missing:
        raise ContentError(
            what=Text(zh="表的列与声明不符", en="the columns are not the declared ones"),
            where=where,
            found=", ".join([f"+{name}" for name in wrong] + [f"-{name}" for name in missing]),
            do=Text(
                zh="删去（+）或补上（-）所列各列",
                en="remove the columns with a plus, add those with a minus",
            ),
        )


def _row(named: dict[str, str], where: str, row: type[Row]) -> Row:
    from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when content is read)

    try:
        return adapter(row).validate_strings({k: v for k, v in named.items() if v}, strict=True)
    except ValidationError as error:
        raise refusal(error, where) from error
