"""unit_table: the courses of a unit for spreadsheets, which take no cell for a formula."""

import csv
import io
from collections.abc import Sequence

from trephine.core.text import Language, Text
from trephine.interop.references.write_table import defused
from trephine.reports.unit_row import UnitRow

_COLUMNS = (
    Text(zh="代号", en="patient"),
    Text(zh="演示", en="demo"),
    Text(zh="输注日期", en="infused"),
    Text(zh="随访天数", en="days_followed"),
    Text(zh="最佳疗效（确认）", en="best_confirmed"),
    Text(zh="M 蛋白最低变化（%）", en="m_protein_change_percent"),
    Text(zh="复发或进展（天）", en="relapse_day"),
    Text(zh="死亡（天）", en="death_day"),
    Text(zh="偏离", en="deviations"),
)


def unit_table(rows: Sequence[UnitRow], language: Language) -> bytes:
    """Return UTF-8 with a mark, so that Excel reads the Chinese; what is unknown stays empty.

    Pseudonyms alone: names and hospital numbers are in no figure and no table of the unit.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([one[language] for one in _COLUMNS])
    for one in rows:
        writer.writerow([defused(cell) for cell in _cells(one)])
    return page.getvalue().encode("utf-8-sig")


def _cells(one: UnitRow) -> list[str | int]:
    course = one.course
    said = "; ".join(dict.fromkeys(each.rule or each.kind for each in one.deviations))
    head: list[str | int] = [one.patient, "1" if one.demo else "0"]
    if course is None:
        return [*head, "", "", "", "", "", "", said]
    return [
        *head,
        course.infused.date().isoformat(),
        course.followed,
        course.best or "",
        "" if course.change is None else f"{course.change}",
        "" if course.relapsed is None else course.relapsed,
        "" if course.died is None else course.died,
        said,
    ]
