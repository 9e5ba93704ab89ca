"""patient_columns: what the table of a virtual trial's patients holds, and how it is counted."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from trephine.core.error import ContentError
from trephine.core.mark import Assumed
from trephine.core.patient_column import ColumnKind, ColumnTally, PatientColumn
from trephine.core.text import Text
from trephine.library.content import ROOT, check_unique, read_toml, said, written

FILE = ROOT / "patient_columns.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    name: str
    kind: ColumnKind
    meaning: Text
    needed: bool = False
    tally: ColumnTally | None = None
    of: str = ""
    limit: float | None = None
    least: int = 1
    first: float | None = None
    last: float | None = None
    infusion: Literal[1, 2] = 1
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    why: Text
    column: tuple[_Column, ...]


@cache
def patient_columns() -> tuple[PatientColumn, ...]:
    """Return every column, in order.

    That decisions, kinds of acts and support states exist is found where they are counted. Raises
    ContentError, with file and line, for a name used twice, a tally of nothing, and days that are
    missing, the wrong way round or without their own reason.
    """
    return _read(FILE)


def _read(path: Path) -> tuple[PatientColumn, ...]:
    file = read_toml(path, _File)
    check_unique((one.name for one in file.column), path, "column", "name")
    for i, one in enumerate(file.column):
        wrong = _wrong(one)
        if wrong is not None:
            raise ContentError(
                what=wrong,
                where=said(written(path, "column", i, "name")),
                found=one.name,
                do=Text(zh="改正此列", en="correct the column"),
            )
    return tuple(
        PatientColumn(
            name=one.name,
            kind=one.kind,
            meaning=one.meaning,
            mark=Assumed(reason=one.why or file.why, on=file.on),
            needed=one.needed,
            tally=one.tally,
            of=one.of,
            limit=one.limit,
            least=one.least,
            first=one.first,
            last=one.last,
            infusion=one.infusion,
        )
        for one in file.column
    )


def _wrong(one: _Column) -> Text | None:
    if (one.tally is None) != (not one.of):
        return Text(zh="tally 与 of 须同写", en="tally and of go together")
    if (one.tally == "below") != (one.limit is not None):
        return Text(zh="below 须有 limit，且仅此时", en="below needs a limit, and only below")
    if one.least != 1 and one.tally not in {"days", "first day"}:
        return Text(zh="least 只用于 days 与 first day", en="least is of days and first day alone")
    days = (one.first, one.last)
    if (one.tally == "latest") != (None not in days) or (one.first is None) != (one.last is None):
        return Text(zh="latest 须有 first 与 last", en="latest needs first and last, and no other")
    if one.first is not None and one.last is not None and not 0 <= one.first < one.last:
        return Text(zh="日期须先后有序，且在输注之后", en="days must rise, after the infusion")
    if one.first is not None and one.why is None:
        return Text(zh="日期须有自己的理由", en="days need a reason of their own")
    return None
