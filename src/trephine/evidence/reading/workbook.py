"""Excel workbooks (.xlsx), values only."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.reading.sheet import Sheet, check_headers, empty, letter

_LARGEST = 512 * 1024 * 1024  # of one unpacked part: 100,000 studies of 10 columns take 40 MiB
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_HIDDEN = re.compile(rb'<row\b[^>]*\br="([0-9]+)"[^>]*\bhidden="(?:1|true)"')
_FORMULA = re.compile(rb"<f[\s>/]")


def read_workbook(path: Path, sheet: str | None = None) -> Sheet:
    """Return the table of one sheet: the named one, or the only one that holds anything.

    Formulas count by the value that Excel stored with them. Raises InputError for a formula
    without one, for merged cells, for several sheets without a name, for a file that is no
    workbook. Rows that are hidden in Excel are read, with a caution.
    """
    import openpyxl  # noqa: PLC0415  (0.3 s that other files don't pay)

    parts = _parts(path)
    # a stream, as openpyxl refuses a workbook whose name ends in .csv
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    try:
        title = _chosen(book, path.name, sheet)
        raw = parts[title]
        name = f"{path.name}, sheet {title!r}"
        merged = _MERGED.findall(raw)
        if merged:
            raise InputError(
                what=Text(zh="表中有合并的单元格", en="The sheet has merged cells"),
                where=f"{name}, cells {merged[0].decode()}",
                found=f"{counted(len(merged), 'merged range')}",
                do=Text(
                    zh="请取消合并，每个单元格各填一个值",
                    en="Unmerge them and give every cell its own value",
                ),
            )
        grid = _grid(book[title])
    finally:
        book.close()
    if _FORMULA.search(raw):
        _check_formulas(path, title, grid, name)
    return _sheet(grid, name, _hidden(raw))


def _parts(path: Path) -> dict[str, bytes]:
    """Return the raw XML of every sheet by title; refuses what is no workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = archive.read("xl/workbook.xml")
            links = archive.read("xl/_rels/workbook.xml.rels")
            if max(part.file_size for part in archive.infolist()) > _LARGEST:
                raise _unreadable(path, "a part of more than 512 MiB")
            targets = _attributes(links, b"Relationship", "Id", "Target")
            return {
                title: archive.read(_member(targets[part]))
                for title, part in _attributes(book, b"sheet", "name", "id").items()
                if _member(targets[part]) in archive.namelist()
            }
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise _unreadable(path, str(error)) from None


def _attributes(xml: bytes, tag: bytes, key: str, value: str) -> dict[str, str]:
    from xml.etree.ElementTree import fromstring  # noqa: PLC0415  (workbooks only)

    found = {}
    for node in fromstring(xml).iter():  # noqa: S314  (no entities: expat refuses external ones)
        if node.tag.rpartition("}")[2] == tag.decode():
            plain = {name.rpartition("}")[2]: text for name, text in node.attrib.items()}
            found[plain[key]] = plain[value]
    return found


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _unreadable(path: Path, found: str) -> InputError:
    return InputError(
        what=Text(zh="无法作为 Excel 工作簿打开", en="The file is no readable Excel workbook"),
        where=path.name,
        found=found,
        do=Text(
            zh="请在 Excel 中另存为 .xlsx（不加密）或 CSV UTF-8",
            en="Save it in Excel as .xlsx without a password, or as CSV UTF-8",
        ),
    )


def _chosen(book: Any, name: str, sheet: str | None) -> str:
    titles = [one.title for one in book.worksheets]
    if sheet is not None:
        if sheet in titles:
            return sheet
        what = Text(zh="没有这个工作表", en="There is no such sheet")
        found = f"{sheet!r}; sheets: {', '.join(titles)}"
    else:
        filled = [one.title for one in book.worksheets if _has_cells(one)]
        if len(filled) == 1:
            return str(filled[0])
        if not filled:
            raise empty(name, f"empty sheets: {', '.join(titles)}")
        what = Text(zh="有多个工作表，请指明用哪一个", en="Several sheets hold something")
        found = ", ".join(filled)
    do = Text(
        zh=f"请指明工作表，例如 --sheet {titles[0]}（Python 中 sheet={titles[0]!r}）",
        en=f"Name the sheet: --sheet {titles[0]}, say (in Python sheet={titles[0]!r})",
    )
    raise InputError(what=what, where=name, found=found, do=do)


def _has_cells(worksheet: Any) -> bool:
    rows = worksheet.iter_rows(values_only=True)
    return any(any(cell is not None for cell in row) for row in rows)


def _grid(worksheet: Any) -> list[tuple[object, ...]]:
    worksheet.reset_dimensions()
    return list(worksheet.iter_rows(values_only=True))


def _check_formulas(path: Path, title: str, grid: list[tuple[object, ...]], name: str) -> None:
    import openpyxl  # noqa: PLC0415  (as above)

    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
    try:
        for row, cells in enumerate(_grid(book[title])):
            for column, cell in enumerate(cells):
                formula = cell if isinstance(cell, str) else getattr(cell, "text", "")
                value = grid[row][column] if column < len(grid[row]) else None
                if value is None and isinstance(formula, str) and formula.startswith("="):
                    raise InputError(
                        what=Text(zh="公式没有保存计算结果", en="The formula has no stored value"),
                        where=f"{name}, cell {letter(column)}{row + 1}",
                        found=formula,
                        do=Text(
                            zh="请在 Excel 中打开并保存一次，或粘贴为数值",
                            en="Open and save the file once in Excel, or paste the values",
                        ),
                    )
    finally:
        book.close()


def _hidden(raw: bytes) -> set[int]:
    return {int(row) for row in _HIDDEN.findall(raw)}


def _sheet(grid: list[tuple[object, ...]], name: str, hidden: set[int]) -> Sheet:
    headers: list[str] = []
    body: list[tuple[object, ...]] = []
    rows: list[int] = []
    for number, cells in enumerate(grid, start=1):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        if not headers:
            headers = ["" if cell is None else str(cell).strip() for cell in cells]
            while headers and not headers[-1]:
                headers.pop()
            check_headers(name, headers, f"{name}, row {number}")
            continue
        body.append(cells)
        rows.append(number)
    if not body:
        raise empty(name, f"column names only: {', '.join(headers)}" if headers else "no cells")
    width = len(headers)
    for number, cells in zip(rows, body, strict=True):
        stray = [at for at, cell in enumerate(cells[width:], start=width) if cell is not None]
        if stray:
            raise InputError(
                what=Text(zh="此单元格所在的列没有列名", en="The cell stands in no named column"),
                where=f"{name}, cell {letter(stray[0])}{number}",
                found=repr(cells[stray[0]]),
                do=Text(zh="请写上列名，或删去该单元格", en="Name the column, or clear the cell"),
            )
    padding = (None,) * width
    columns = tuple(
        [cell.strip() if isinstance(cell, str) else cell for cell in column]
        for column in zip(*((*cells, *padding)[:width] for cells in body), strict=True)
    )
    return Sheet(
        name=name,
        headers=tuple(headers),
        columns=columns,
        rows=rows,
        cautions=_hidden_caution(sorted(hidden & set(rows))),
    )


def _hidden_caution(rows: list[int]) -> tuple[Caution, ...]:
    if not rows:
        return ()
    shown = ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
    return (
        Caution(
            kind="hidden-rows",
            text=Text(
                zh=f"Excel 中隐藏（或被筛选掉）的行也参与了分析：第 {shown} 行。",
                en=f"Rows hidden (or filtered out) in Excel were read as well: {shown}.",
            ),
        ),
    )
