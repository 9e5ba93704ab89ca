"""read_series: one patient's measurements from a table, each with its unit."""

import csv
import math
from collections.abc import Mapping, Sequence

from trephine.core.error import InputError
from trephine.core.kinetics import SeriesKind, SeriesPoint
from trephine.core.option import names_near
from trephine.core.text import Text

_COLUMNS = {
    "day": ("day", "days", "天", "天数", "输注后天数", "日"),
    "kind": ("quantity", "assay", "kind", "指标", "项目"),
    "value": ("value", "result", "数值", "结果", "值"),
    "unit": ("unit", "单位"),
}
_LESS = ("<", "＜", "≤")
# A day outside this range after the infusion is a slip of the pen.
_EARLIEST, _LATEST = -60.0, 3650.0


def read_series(
    raw: str | bytes, kinds: Sequence[SeriesKind], *, name: str = "series"
) -> tuple[SeriesPoint, ...]:
    """Return the measurements of a table (CSV or tabs), in the order of their days.

    Columns ``day``, ``quantity``, ``value``, ``unit``, also by their Chinese names; days count from
    the infusion. A value ``<50`` was below the limit 50. UTF-8 or GBK: the names of the columns
    tell which. Nothing is assumed of a value without a unit. Raises InputError for an unknown
    column, quantity or unit, a missing unit, a value that is no positive number or two of one
    quantity on one day, naming the line.
    """
    text = _text(raw, name)
    lines = text.splitlines()
    head = next((i for i, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise _refused(
            Text(zh="表格为空", en="the table is empty"),
            name,
            0,
            f"{len(lines)} lines",
            _DO_COLUMNS,
        )
    tab = "\t" if "\t" in lines[head] else ","
    try:
        rows = list(csv.reader(lines[head:], delimiter=tab))
    except csv.Error as error:  # a cell longer than 128 KiB: no table
        what = Text(zh="无法按表格读取", en="it cannot be read as a table")
        raise _refused(what, name, head + 1, str(error), _DO_COLUMNS) from None
    place = _columns(rows[0], name, head + 1)
    by_name = {alias.casefold(): kind for kind in kinds for alias in (kind.id, *kind.names)}
    found: list[SeriesPoint] = []
    seen: dict[tuple[str, float], int] = {}
    for offset, cells in enumerate(rows[1:], 1):
        if not any(cell.strip() for cell in cells):
            continue
        line = head + 1 + offset
        point = _point(cells, place, by_name, kinds, name, line)
        key = (point.quantity, point.day)
        if key in seen:
            what = Text(zh="同一天同一指标有两个值", en="two values of one quantity on one day")
            do = Text(zh="只留一个，或改正天数", en="keep one of them, or correct the day")
            raise _refused(what, name, line, f"day {point.day:g}, also line {seen[key]}", do)
        seen[key] = line
        found.append(point)
    if not found:
        what = Text(zh="表格没有测量值", en="the table holds no measurement")
        raise _refused(what, name, head + 1, f"{len(rows) - 1} rows", _DO_COLUMNS)
    return tuple(sorted(found, key=lambda one: (one.day, one.quantity)))


_DO_COLUMNS = Text(
    zh="第一行写 day,quantity,value,unit（或 天,指标,数值,单位），其后每行一个测量值",
    en="write day,quantity,value,unit on the first line and one measurement on each further line",
)


def _text(raw: str | bytes, name: str) -> str:
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = next((line for line in text.splitlines() if line.strip()), "")
        names = {alias for aliases in _COLUMNS.values() for alias in aliases}
        cells = {cell.strip().casefold() for cell in first.replace("\t", ",").split(",")}
        if encoding == "utf-8-sig" or cells & names:
            return text
    raise _refused(
        Text(zh="无法确定文件的编码", en="the encoding of the file is unclear"),
        name,
        1,
        ascii(raw[:24]),
        Text(zh="另存为 UTF-8", en="save it as UTF-8"),
    )


def _columns(head: Sequence[str], name: str, line: int) -> dict[str, int]:
    place: dict[str, int] = {}
    cells = [cell.strip().casefold() for cell in head]
    for column, aliases in _COLUMNS.items():
        hits = [i for i, cell in enumerate(cells) if cell in aliases]
        if len(hits) != 1:
            what = Text(
                zh=f"缺少或重复的列：{aliases[0]}", en=f"a column is missing or twice: {column}"
            )
            raise _refused(what, name, line, ", ".join(head), _DO_COLUMNS)
        place[column] = hits[0]
    return place


def _point(
    cells: Sequence[str],
    place: Mapping[str, int],
    by_name: Mapping[str, SeriesKind],
    kinds: Sequence[SeriesKind],
    name: str,
    line: int,
) -> SeriesPoint:
    def cell(column: str) -> str:
        return cells[place[column]].strip() if place[column] < len(cells) else ""

    kind = by_name.get(cell("kind").casefold())
    if kind is None:
        ids = ", ".join(one.id for one in kinds)
        near = names_near(cell("kind"), by_name, listed=ids)
        what = Text(zh="未知的指标", en="an unknown quantity")
        raise _refused(what, name, line, repr(cell("kind")), near)
    day = _number(cell("day"), name, line, "day")
    if not _EARLIEST <= day <= _LATEST:
        what = Text(zh="不可能的天数", en="a day that cannot be")
        do = Text(zh="从输注日起计天数", en="count days from the infusion")
        raise _refused(what, name, line, f"{day:g}", do)
    written = cell("value")
    below = written.startswith(_LESS)
    value = _number(written[1:] if below else written, name, line, "value")
    if value <= 0:
        what = Text(zh="数值须大于零", en="a value has to be above zero")
        do = Text(
            zh="未检出时写成 <检测限，例如 <50", en="write what was not detected as <limit, say <50"
        )
        raise _refused(what, name, line, written, do)
    factor = dict(kind.units).get(cell("unit"))
    if factor is None:
        units = ", ".join(unit for unit, _ in kind.units)
        what = Text(zh="缺少单位，或单位不适用于此指标", en="no unit, or not one of this quantity")
        do = Text(zh=f"可用的单位：{units}", en=f"use one of: {units}")
        raise _refused(what, name, line, repr(cell("unit")), do)
    return SeriesPoint(
        day=day,
        quantity=kind.quantity,
        value=value * factor,
        sd=kind.sd,
        below=below,
        line=line,
    )


def _number(written: str, name: str, line: int, column: str) -> float:
    try:
        found = float(written.replace(",", "").strip())
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        what = Text(zh="不是数字", en="not a number")
        do = Text(zh="只写数字，单位另列", en="write the number alone, and the unit in its column")
        raise _refused(what, name, line, f"{column} {written!r}", do)
    return found


def _refused(what: Text, name: str, line: int, found: str, do: Text) -> InputError:
    return InputError(what=what, where=f"{name}:{line}" if line else name, found=found, do=do)
