"""read_curve: a digitised curve and its numbers at risk from files, errors naming the cell."""

import re
from dataclasses import replace
from typing import Any

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.reading.names import listed, named
from trephine.evidence.reading.number import folded
from trephine.evidence.survival.digitised_curve import DigitisedCurve, digitised_curve
from trephine.evidence.table import StudyTable, read_table

_WORDS = {
    "time": "time t x month months day days week weeks year years 时间 随访时间 月 天 周 年",
    "survival": "survival surv s y km pfs os dor efs 生存率 生存概率 无进展生存率 总生存率",
    "at_risk": "atrisk nrisk risk n number numberatrisk natrisk 风险人数 在险人数 人数",
}
_UNITS = re.compile(r"[\s_.%()（）-]|percent|proportion|probability|百分比")


def read_curve(
    curve: Any,
    at_risk: Any = None,
    *,
    scale: str,
    n: int | None = None,
    label: str = "",
    unit: str = "month",
    tolerance: float = 0.02,
    time: str | None = None,
    survival: str | None = None,
    risk_time: str | None = None,
    number: str | None = None,
    **reading: Any,
) -> DigitisedCurve:
    """Return a curve from a table of coordinates and, where printed, one of numbers at risk.

    ``curve`` and ``at_risk`` are what ``read_table`` takes: a file (CSV, TSV, XLSX; UTF-8, GBK), a
    data frame, a mapping; ``reading`` are its options. Columns are found by name (time, survival;
    time, at_risk), by common words, or, in a table of two columns, by their order; else ``time``,
    ``survival``, ``risk_time`` and ``number`` name them. ``scale`` (percent or proportion) is
    stated, never guessed; the rest as in ``digitised_curve``. Every refusal names the cell. It
    reads one curve: a table of several has to be split.
    """
    points = curve if isinstance(curve, StudyTable) else read_table(curve, **reading)
    names = {
        "time": _column(points, "time", time, 0),
        "survival": _column(points, "survival", survival, 1),
    }
    tables = {"time": points, "survival": points}
    columns = {name: _values(points, names[name]) for name in ("time", "survival")}
    risk: dict[str, Vector] = {"risk_time": np.empty(0), "at_risk": np.empty(0)}
    if at_risk is not None:
        under = at_risk if isinstance(at_risk, StudyTable) else read_table(at_risk, **reading)
        names["risk_time"] = _column(under, "time", risk_time, 0)
        names["at_risk"] = _column(under, "at_risk", number, 1)
        for name in risk:
            tables[name] = under
            risk[name] = _values(under, names[name])

    def place(name: str, row: int) -> str:
        return tables[name].place(names[name], row)

    found = digitised_curve(
        columns["time"],
        columns["survival"],
        scale=scale,
        risk_time=risk["risk_time"],
        at_risk=risk["at_risk"],
        n=n,
        label=label,
        unit=unit,
        tolerance=tolerance,
        place=place,
    )
    told = tuple(c for table in dict.fromkeys(tables.values()) for c in table.cautions)
    return replace(found, cautions=(*told, *found.cautions))


def _column(table: StudyTable, name: str, given: str | None, order: int) -> str:
    """Return the header of a column: as given, by name, by word, or by order among two."""
    headers = [header for header in table.headers if header]
    if given is not None:
        return table.headers[named(table.headers, given, table.sheet.name)]
    words = {_plain(word) for word in (name, *_WORDS[name].split())}
    fits = [header for header in headers if _plain(header) in words]
    if len(fits) == 1:
        return fits[0]
    if not fits and len(headers) == 2:
        return headers[order]
    raise InputError(
        what=Text(zh=f"无法确定哪一列是 {name}", en=f"It is unclear which column is the {name}"),
        where=table.sheet.name,
        found=f"columns {listed(table.headers)}",
        do=Text(
            zh=f"请把该列命名为 {name}，或指明列名",
            en=f"Name that column {name}, or say which it is",
        ),
    )


def _plain(header: str) -> str:
    return _UNITS.sub("", folded(header).lower()) or folded(header).lower()


def _values(table: StudyTable, header: str) -> Vector:
    """Return a column; refuse empty cells, which are no coordinates."""
    values = table.numbers(header)
    if np.isnan(values).any():
        row = int(np.argmax(np.isnan(values)))
        raise InputError(
            what=Text(zh="此处应为数字", en="A number was expected"),
            where=table.place(header, row),
            found="an empty cell",
            do=Text(zh="请填写坐标，或删去该行", en="Fill in the coordinate, or delete the row"),
        )
    return values
