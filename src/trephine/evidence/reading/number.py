"""Numbers as people type them: full-width digits, decimal commas, grouped thousands.

What has one meaning is read exactly; what has two is refused. NFKC is not used on purpose: it
turns 12² into 122.
"""

import math
import re
from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector

Decimal = Literal[".", ","]
# full-width forms, the ideographic blank, the minus sign and no-break blanks
_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0x2212: "-", 0xA0: " ", 0x202F: " ", 0x2009: " ",
}  # fmt: skip
MISSING = frozenset({"", "na", "n/a", "nr", "n.r.", "未报告", "未报道", "不详"})
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA = re.compile(r"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
_POINT_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_COMMA_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DATE = re.compile(  # 2024-05-12, 5月12日, 12-May, May-24; 3/10 may be 3 of 10
    r"[0-9]{4}[-/.年][0-9]{1,2}(?:[-/.月](?:[0-9]{1,2}日?)?)?(?: [0-9:.]+)?"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}-[A-Za-z]{3}(?:-[0-9]{2,4})?|[A-Za-z]{3}-[0-9]{1,4}"
)
_THREE = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


def folded(cell: str) -> str:
    """Return the cell in plain ASCII forms, without blanks around."""
    return (cell if cell.isascii() else cell.translate(_FORMS)).strip()


def is_missing(cell: object) -> bool:
    """Tell whether a cell says that nothing was reported."""
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(cell, str) and folded(cell).lower() in MISSING


def decimal_mark(columns: Iterable[Iterable[object]]) -> Decimal | None:
    """Return the decimal mark that the cells of a table give away; None where they don't.

    A comma before other than three digits is a decimal comma, and so is one after 0 or grouped
    points; a point before other than three digits, or after grouped commas, a decimal point. Both
    together give None: the table contradicts itself.
    """
    comma = point = False
    for column in columns:
        for raw in column:
            if not isinstance(raw, str) or not ("," in raw or "." in raw or "，" in raw):
                continue
            cell = folded(raw)
            if _POINT_GROUPS.fullmatch(cell):
                comma = True
            elif _COMMA_GROUPS.fullmatch(cell):
                point = point or "." in cell or cell.count(",") > 1
            elif _THREE.fullmatch(cell):
                continue
            elif _COMMA.fullmatch(cell):
                comma = comma or "," in cell
            elif _PLAIN.fullmatch(cell):
                point = True
    if comma == point:
        return None
    return "," if comma else "."


def numbers(cells: list[object], place: Callable[[int], str], decimal: Decimal | None) -> Vector:
    """Return a column as float64 (k,), NaN where nothing was reported.

    ``decimal`` is the table's decimal mark where known: without it a cell such as 1,234 is
    refused. Raises InputError naming the cell for text, dates, truth values, NaN, infinities.
    """
    out = np.empty(len(cells))
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            if decimal != "," and _PLAIN.fullmatch(cell):
                out[row] = float(cell)
            else:
                out[row] = _from_text(cell, row, place, decimal)
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            out[row] = cell
        else:
            out[row] = _from_other(cell, row, place)
        if math.isinf(out[row]):
            raise _refused(str(cell), place(row), "infinity")
    return out


def _from_text(raw: str, row: int, place: Callable[[int], str], decimal: Decimal | None) -> float:
    cell = folded(raw)
    if cell.lower() in MISSING:
        return math.nan
    if decimal == ",":
        if _COMMA.fullmatch(cell):
            return float(cell.replace(",", "."))
        if _POINT_GROUPS.fullmatch(cell):
            return float(cell.replace(".", "").replace(",", "."))
        if _THREE.fullmatch(cell) or _PLAIN.fullmatch(cell):
            raise _ambiguous(raw, place(row))
    elif _PLAIN.fullmatch(cell):
        return float(cell)
    elif _COMMA_GROUPS.fullmatch(cell) and (decimal == "." or cell.count(",") > 1):
        return float(cell.replace(",", ""))
    elif _COMMA_GROUPS.fullmatch(cell) or _COMMA.fullmatch(cell) or _POINT_GROUPS.fullmatch(cell):
        raise _ambiguous(raw, place(row))
    kind = "text"
    if cell.endswith("%"):
        kind = "percent"
    elif "(" in cell:
        kind = "brackets"
    elif _DATE.fullmatch(cell):
        kind = "date"
    elif cell.lower().strip("+-") in {"nan", "inf", "infinity"}:
        kind = "infinity"
    raise _refused(raw, place(row), kind)


def _from_other(cell: object, row: int, place: Callable[[int], str]) -> float:
    if is_missing(cell):
        return math.nan
    if hasattr(cell, "year"):
        raise _refused(str(cell), place(row), "date")
    if not isinstance(cell, (bool, np.bool_, bytes)):
        try:
            return float(cell)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            pass
    raise _refused(repr(cell), place(row), "text")


_REFUSALS = {
    "text": (
        Text(zh="此处应为数字", en="A number was expected"),
        Text(
            zh="请改为数字；未报告时请留空或写 NA",
            en="Write a number; leave the cell empty or write NA if it was not reported",
        ),
    ),
    "percent": (
        Text(zh="此处应为数字，不能是百分数", en="A number was expected, not a percentage"),
        Text(zh="请填写人数，或写成小数", en="Give the count, or write it as a decimal"),
    ),
    "brackets": (
        Text(zh="一个单元格里有多个数", en="One cell holds several numbers"),
        Text(zh="请拆成多列，每格一个数", en="Split it into columns, one number a cell"),
    ),
    "infinity": (
        Text(zh="此处应为有限的数", en="A finite number was expected"),
        Text(
            zh="请改为实际数值；未报告时请留空或写 NA",
            en="Write the real number; leave the cell empty or write NA if it was not reported",
        ),
    ),
    "date": (
        Text(
            zh="Excel 把此单元格当成了日期（如 3/10）",
            en="Excel took this cell for a date (3/10, say)",
        ),
        Text(
            zh="请把单元格格式改为“文本”或“常规”后重新输入",
            en="Set the cell's format to Text or General and type the value again",
        ),
    ),
}


def _refused(found: str, where: str, kind: str) -> InputError:
    what, do = _REFUSALS[kind]
    return InputError(what=what, where=where, found=repr(found), do=do)


def _ambiguous(found: str, where: str) -> InputError:
    return InputError(
        what=Text(
            zh="逗号或点的含义不明：小数点还是千位分隔？",
            en="Decimal mark or thousands separator? The number has two readings",
        ),
        where=where,
        found=repr(found),
        do=Text(
            zh="请写成 1234 或 1.234；或指明小数点：--decimal . 或 --decimal ,"
            "（Python 中 decimal='.'）",
            en="Write 1234 or 1.234, or name the decimal mark: --decimal . or --decimal ,"
            " (in Python decimal='.')",
        ),
    )
