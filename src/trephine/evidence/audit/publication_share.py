"""Cells of a study's outcome: counts, a percentage over its n, both, or nothing reported."""

import re

from trephine.core.study import Counts, NotReported, Percentage, Value
from trephine.core.text import Text
from trephine.evidence.audit.publication_cell import PublicationSheet
from trephine.evidence.reading.number import folded

_SHARE = r"\d*\.?\d+\s*%?"
_OF = re.compile(rf"(\d+)\s*/\s*(\d+)(?:\s*[(\[]\s*({_SHARE})\s*[)\]])?")
_COUNT = re.compile(rf"(\d+)\s*[(\[]\s*({_SHARE})\s*[)\]]")


def study_shares(sheet: PublicationSheet, column: str, row: int, n: int) -> tuple[Value, ...]:
    """Return what a cell says: ``12/30``, ``12/30 (40)``, ``12 (40)``, ``40``, ``40 (23-59)``.

    ``12 (40)`` is a count with its percentage over n; the interval of ``40 (23-59)`` is read and
    not kept. Columns ``x_n`` and ``x_events`` beside ``x`` give its own n and its counts.
    Where a cell gives a count and a percentage, both are returned: they may contradict each other.
    Raises InputError.
    """
    people = sheet.whole(f"{column}_n", row, least=1) or n
    counted = sheet.whole(f"{column}_events", row)
    found: list[Value] = []
    cell = folded(sheet.text(column, row))
    percentage = cell
    if match := _OF.fullmatch(cell):
        events, people = int(match[1]), int(match[2])
        found.append(_counts(sheet, column, row, events, people))
        percentage = match[3] or ""
    elif match := _COUNT.fullmatch(cell):
        events, percentage = int(match[1]), match[2]
        _refuse_swapped(sheet, column, row, (events, percentage.rstrip("% ")), people)
        found.append(_counts(sheet, column, row, events, people))
    elif three := sheet.interval(column, row):
        if len(three) != 3:
            sheet.refuse(column, row, _NO_FIGURE, _FORMS)
        found.append(Percentage(printed=three[0].text, n=people))
        percentage = ""
    if percentage:
        if "/" in percentage:
            sheet.refuse(column, row, _NO_FIGURE, _FORMS)
        share = sheet.share(column, row, percentage)
        assert share is not None  # noqa: S101  (the cell is not empty)
        found.append(Percentage(printed=share.text, n=people))
    if counted is not None:
        found.insert(0, _counts(sheet, f"{column}_events", row, counted, people))
    return tuple(found) or (NotReported(printed="—"),)


def _counts(sheet: PublicationSheet, column: str, row: int, events: int, n: int) -> Counts:
    if events > n or n < 1:
        what = Text(zh="事件数多于人数", en="More events than people")
        sheet.refuse(column, row, what, _FORMS)
    return Counts(events=events, n=n)


def _refuse_swapped(
    sheet: PublicationSheet, column: str, row: int, pair: tuple[int, str], n: int
) -> None:
    """Refuse ``50 (69)`` over 139 people: it fits as percentage (count), and not the other way."""
    events, inside = pair
    if not inside.isdigit() or sheet.unit == "proportion":
        return
    fits = abs(100.0 * events / n - int(inside)) < 1.0
    swapped = abs(100.0 * int(inside) / n - events) < 1.0
    if swapped and not fits:
        sheet.refuse(column, row, _SWAPPED, _FORMS)


_NO_FIGURE = Text(zh="此格读不成率", en="The cell does not read as a share of people")
_SWAPPED = Text(zh="像是 百分数 (事件数)", en="It looks like percentage (count)")
_FORMS = Text(
    zh="可写：12/30，12/30 (40)，12 (40) 即 事件数 (百分数)，40，40 (23-59)",
    en="Write 12/30, 12/30 (40), 12 (40) for count (percentage), 40, or 40 (23-59)",
)
