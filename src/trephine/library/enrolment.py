"""Enrolments: whom the reviewed studies enrolled where and when, as public documents say."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from trephine.core.source import Locator
from trephine.core.study import Enrolment
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT
from trephine.library.table import read_table

_DAYS = {"d": 1.0, "mo": 365.25 / 12.0, "": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    study: str
    registrations: str = ""
    centre_zh: str = ""
    centre_en: str = ""
    first: date | None = None
    last: date | None = None
    n: int | None = None
    follow_up: str = ""
    unit: Literal["d", "mo", ""] = ""
    source: str
    place: str
    note_zh: str = ""
    note_en: str = ""


@cache
def enrolments(review: str) -> dict[str, tuple[str, Enrolment]]:
    """Return, by study, the place in the file and what is known; a study not there is unknown.

    ``follow_up_days`` counts a month as 365.25 / 12 days. Raises ContentError.
    """
    path = ROOT / "enrolments" / f"{review}.csv"
    if not path.exists():
        return {}
    _, rows = read_table(path, _Header, _Row)
    return {
        row.study: (
            where,
            Enrolment(
                at=Locator(source=check_source(row.source, where), place=row.place),
                registrations=tuple(one for one in row.registrations.split(";") if one),
                centre=Text(zh=row.centre_zh, en=row.centre_en) if row.centre_zh else None,
                first=row.first,
                last=row.last,
                n=row.n,
                follow_up=f"{row.follow_up} {row.unit}".strip(),
                follow_up_days=float(row.follow_up) * _DAYS[row.unit] if row.follow_up else None,
                note=Text(zh=row.note_zh, en=row.note_en) if row.note_zh else None,
            ),
        )
        for where, row in rows
    }
