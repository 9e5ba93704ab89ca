"""Case, Moment: a synthetic course with what is expected of it, read from its folder."""

import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from trephine.core.text import Text

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is expected at one moment, with the clinical reason and its places in the source.

    ``value`` are outputs of decisions in force: ``3``, ``2..4``, a code, codes that are still
    possible (``met|not_met``), or ``not applicable``. ``shown`` are outputs of tables by id, in
    force or not. A rule ``holds``, is ``open`` (not known) or ``absent``. ``order`` are orders
    with the particulars stated; ``upcoming``, ``due``, ``overdue`` and ``unrecorded`` are tests.
    ``known`` are disagreements with the program that are on record: what of this moment, and why.
    """

    at: datetime
    why: Text
    places: tuple[str, ...]
    outside: bool = False
    value: dict[str, str]
    shown: dict[str, str]
    holds: tuple[str, ...]
    open: tuple[str, ...]
    absent: tuple[str, ...]
    order: tuple[dict[str, Any], ...]
    not_ordered: tuple[str, ...]
    upcoming: tuple[str, ...]
    due: tuple[str, ...]
    overdue: tuple[str, ...]
    unrecorded: tuple[str, ...]
    asked: tuple[str, ...]
    not_asked: tuple[str, ...]
    response: dict[str, Any]
    calendar: dict[str, str]
    washout: dict[str, Any]
    disputes: tuple[str, ...] | None
    errata: tuple[str, ...]
    conflicts: int | None
    known: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One synthetic course: its folder's name, title, story and moments."""

    id: str
    title: Text
    story: Text
    moments: tuple[Moment, ...]

    @property
    def record(self) -> Path:
        """Return the file of its record."""
        return HERE / self.id / "record.jsonl"


_TABLES = ("value", "shown", "response", "calendar", "washout", "known")
_SINGLE = {"at", "why", "outside", "conflicts", "disputes"}


def cases() -> tuple[Case, ...]:
    """Return every course, in the order in which the script that wrote them lists them."""
    from make_courses import COURSES  # noqa: PLC0415  (it imports every course)

    return tuple(case(name) for name in COURSES)


def case(name: str) -> Case:
    """Return one course by its folder. Raises ValueError for a key that nobody reads."""
    found = tomllib.loads((HERE / name / "case.toml").read_text(encoding="utf-8"))
    _known_keys(found, {"title", "story", "moment"}, name)
    return Case(
        id=name,
        title=Text(**found["title"]),
        story=Text(**found["story"]),
        moments=tuple(_moment(one, name) for one in found["moment"]),
    )


def _known_keys(found: dict[str, Any], names: set[str], where: str) -> None:
    if extra := set(found) - names:
        message = f"{where}: {sorted(extra)}"
        raise ValueError(message)


def _moment(found: dict[str, Any], name: str) -> Moment:
    names = {field.name for field in fields(Moment)}
    _known_keys(found, names, f"{name}: {found.get('at')}")
    made: dict[str, Any] = {}
    for field in names - _SINGLE:
        made[field] = (
            dict(found.get(field, {})) if field in _TABLES else tuple(found.get(field, ()))
        )
    disputes = found.get("disputes")
    return Moment(
        **made
        | {
            "at": datetime.fromisoformat(found["at"]),
            "why": Text(**found["why"]),
            "outside": found.get("outside", False),
            "conflicts": found.get("conflicts"),
            "disputes": None if disputes is None else tuple(disputes),
            "known": {key: Text(**text) for key, text in found.get("known", {}).items()},
        }
    )
