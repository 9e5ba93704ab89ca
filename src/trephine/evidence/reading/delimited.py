"""Text tables: comma, semicolon, tab or bar between the cells."""

import csv
import io
import re

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.reading.sheet import Sheet, check_headers, empty

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 40
_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_QUOTES = Text(zh="请检查该处的引号是否成对", en="Check that the quotation marks come in pairs")


def read_delimited(text: str, name: str, encoding: str, delimiter: str | None = None) -> Sheet:
    """Return the table in ``text``; the first row that is not blank holds the column names.

    Blank rows are skipped. Raises InputError for rows of unequal length, for a delimiter that
    cannot be told, for an empty table.
    """
    skipped = 0
    if found := re.match(r"(?i)sep=(.)\r?\n", text):
        # a line by which Excel is told the delimiter; Excel does not count it
        delimiter, skipped = delimiter or found[1], 1
        text = text[found.end() :]
    if not text.strip():
        raise empty(name, "an empty file")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '\r\n"0'):
        raise InputError(
            what=Text(zh="分隔符须为一个字符", en="A delimiter is one character"),
            where=name,
            found=repr(delimiter),
            do=Text(zh="例如 , 或 ; 或 |", en="For example , or ; or |"),
        )
    delimiter = delimiter or _delimiter(text, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    headers: list[str] = []
    body: list[list[str]] = []
    rows: list[int] = []
    lines: list[int] = []
    row, line = 0, 1 + skipped
    try:
        for cells in reader:
            row += 1
            starts, line = line, reader.line_num + 1 + skipped
            if not any(cell and not cell.isspace() for cell in cells):
                continue
            if not headers:
                headers = [cell.strip().lstrip("\ufeff") for cell in cells]
                if not any(header.strip("".join(_DELIMITERS)) for header in headers):
                    headers = [""]
                while len(headers) > 1 and not headers[-1]:
                    headers.pop()
                check_headers(name, headers, f"{name}, row {row}")
                continue
            _check_width(cells, headers, f"{name}, row {row} (line {starts})")
            body.append(cells)
            rows.append(row)
            lines.append(starts)
    except csv.Error as error:
        raise InputError(
            what=Text(zh="此处的表格无法读取", en="The table cannot be read here"),
            where=f"{name}, line {reader.line_num + skipped}",
            found=str(error),
            do=_QUOTES,
        ) from None
    if not body:
        raise empty(name, f"column names only: {', '.join(headers)}")
    columns = tuple[list[object], ...](
        [cells[at].strip() for cells in body] for at in range(len(headers))
    )
    return Sheet(
        name=name,
        headers=tuple(headers),
        columns=columns,
        rows=rows,
        lines=lines,
        encoding=encoding,
        delimiter=delimiter,
    )


def _check_width(cells: list[str], headers: list[str], where: str) -> None:
    if len(cells) == len(headers):
        return
    if len(cells) > len(headers) and not any(cell.strip() for cell in cells[len(headers) :]):
        return  # spreadsheet programs pad rows with empty cells
    raise InputError(
        what=Text(zh="该行的单元格数与列名数不符", en="The row has not one cell a column"),
        where=where,
        found=f"{counted(len(cells), 'cell')} for {counted(len(headers), 'column')}:"
        f" {' | '.join(cells)[:80]}",
        do=Text(
            zh="请把全角逗号“，”改为半角“,”",
            en="Write plain commas in place of full-width ones",
        )
        if len(cells) < len(headers) <= sum(cell.count("，") + 1 for cell in cells)
        else Text(
            zh="请补齐或删去多余的单元格；含逗号的文字请加引号",
            en="Add or delete cells; put text that holds the delimiter into quotation marks",
        ),
    )


def _delimiter(text: str, name: str) -> str:
    """Return the one delimiter that splits the first rows evenly; raises where two do."""
    sample = text[:65536]
    even: list[str] = []
    width = dict.fromkeys(_DELIMITERS, 0)
    for candidate in _DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)
        try:
            found = [
                len(cells)
                for _, cells in zip(range(_SAMPLE), reader, strict=False)
                if any(cell.strip() for cell in cells)
            ]
        except csv.Error:
            continue
        if len(sample) < len(text) and len(found) < _SAMPLE:
            found = found[:-1]  # the sample cuts the last row
        width[candidate] = found[0] if found else 0
        if width[candidate] > 1 and len(set(found)) == 1:
            even.append(candidate)
    if len(even) == 1:
        return even[0]
    if not even:
        return max(_DELIMITERS, key=lambda candidate: width[candidate])
    raise InputError(
        what=Text(zh="无法确定分隔符", en="The delimiter is unclear"),
        where=f"{name}, line 1",
        found=" and ".join(_NAMES[one] for one in even) + " both split every row evenly",
        do=Text(
            zh="请指明分隔符，例如 --delimiter ';'（Python 中 delimiter=';'）",
            en="Name the delimiter: --delimiter ';', say (in Python delimiter=';')",
        ),
    )
