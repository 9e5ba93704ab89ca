"""cell_value, cell_moment: one cell of a patient's table as what its observable takes."""

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import NoReturn

from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.sheet import SheetWords
from trephine.core.text import Text

_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r])")
_DATE = re.compile(
    r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[\sT]*(?P<h>\d{1,2})\s*[:：时]\s*(?P<min>\d{1,2})?\s*分?(?:[:：]\d{1,2}(?:\.\d+)?秒?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")
_SEVERAL = re.compile(r"[、,，;；+/|]")
_NONE = ("无", "none", "no", "否")


def cell_text(cell: object) -> str:
    """Return a cell as text, a whole number of a spreadsheet without its point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _DEFUSED.sub("", str(cell).strip())


def cell_moment(cell: object, zone: tzinfo | None) -> tuple[datetime, bool]:
    """Return a moment and whether it is a mere day. Raises InputError for another writing.

    Days before months before years (03/04/2026) are refused: they can be read in two ways.
    """
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=zone)), cell.time() == time()
    if isinstance(cell, date):
        return datetime.combine(cell, time(), tzinfo=zone), True
    shown = cell_text(cell)
    found = _DATE.match(shown)
    if found is None:
        _refuse(
            Text(zh="时间读不懂", en="the time cannot be read"),
            shown,
            Text(
                zh="写成 2026-03-02 08:00 或 2026-03-02", en="write 2026-03-02 08:00 or 2026-03-02"
            ),
        )
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        hour = time(int(found["h"] or 0), int(found["min"] or 0))
    except ValueError:
        _refuse(
            Text(zh="没有这一天或这一刻", en="there is no such day or hour"),
            shown,
            Text(zh="核对日期", en="check the date"),
        )
    whole = datetime.combine(day, hour, tzinfo=zone)
    if found["zone"]:
        text = f"{day}T{hour}{found['zone'].replace('Z', '+00:00')}"
        whole = datetime.fromisoformat(text)
    return whole, found["h"] is None


def cell_value(
    one: Observable, cell: object, when: datetime, words: SheetWords, *, day: bool
) -> tuple[bool | str | tuple[str, ...], datetime, bool]:
    """Return a cell's value, its moment, and whether that is a mere day. Raises InputError.

    Of an event a cell holds yes, no, or when it happened. Arrows, limits (``<0.1``) and words
    beside a number are refused, not cut off.
    """
    shown = cell_text(cell)
    answer = words.answers.get(shown.casefold())
    match one.kind:
        case "quantity" | "dose":
            if not isinstance(cell, int | float | Decimal) and not _NUMBER.match(shown):
                _refuse(
                    Text(zh="不是一个数", en="it is not a number"),
                    shown,
                    Text(
                        zh="只写数值；箭头、<、> 与文字另记",
                        en="write the number alone, without arrows, <, > or words",
                    ),
                )
            return shown, when, day
        case "event" if answer is None:
            moment, day_only = cell_moment(cell, when.tzinfo)
            return True, moment, day_only
        case "yesno" | "event":
            if answer is None:
                _refuse(
                    Text(zh="不是“是”或“否”", en="neither yes nor no"),
                    shown,
                    Text(
                        zh="写 是 或 否；不知道则留空", en="write yes or no; empty where not known"
                    ),
                )
            return answer, when, day
        case "moment":
            return cell_moment(cell, when.tzinfo)[0].isoformat(), when, day
        case "choices":
            parts = [part.strip() for part in _SEVERAL.split(shown) if part.strip()]
            if len(parts) == 1 and parts[0].casefold() in _NONE:
                return (), when, day
            return tuple(_code(one, part) for part in parts), when, day
        case _:
            return _code(one, shown), when, day


def _code(one: Observable, shown: str) -> str:
    found = one.choice(shown)
    asked = shown.casefold()
    for choice in one.choices:
        if asked in {choice.label.zh.casefold(), choice.label.en.casefold()}:
            found = choice.code
    if found is None:
        _refuse(
            Text(zh="没有这一选项", en="there is no such choice"),
            shown,
            Text(
                zh="可用：" + "、".join(choice.label.zh for choice in one.choices),
                en="choose from: " + ", ".join(choice.label.en for choice in one.choices),
            ),
        )
    return found


def _refuse(what: Text, found: str, do: Text) -> NoReturn:
    raise InputError(what=what, where="cell", found=found[:100] or "—", do=do)
