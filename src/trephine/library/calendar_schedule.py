"""The calendar of a source: visits, what repeats, prophylaxis clocks, additions."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from trephine.core.calendar import Addition, Clock, Repeat, Schedule, ScheduledVisit
from trephine.core.error import ContentError
from trephine.core.expression import Expression
from trephine.core.mark import Assumed
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import Layer
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, check_unique, read_toml, said, written
from trephine.library.erratum import errata


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assumed:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    reason: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    text: Text
    at: Locator
    mark: _Assumed | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit(_Entry):
    from_: str = field(metadata={"alias": "from"})
    contents: tuple[str, ...]
    window: int
    days: int | None = None
    months: int | None = None
    only_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repeat(_Entry):
    from_: str = field(metadata={"alias": "from"})
    contents: tuple[str, ...]
    while_: str = field(default="", metadata={"alias": "while"})
    after_months: int | None = None
    every_hours: int | None = None
    latest_hours: int | None = None
    every_months: int | None = None
    latest_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock(_Entry):
    drugs: tuple[str, ...]
    all_of: bool
    start: str
    until: str
    least_from: str = ""
    at_least_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addition(_Entry):
    layer: Layer
    visits: tuple[str, ...]
    contents: tuple[str, ...]
    only_if: str = ""
    always: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    visit: tuple[_Visit, ...]
    repeat: tuple[_Repeat, ...] = ()
    clock: tuple[_Clock, ...] = ()
    addition: tuple[_Addition, ...] = ()


@cache
def calendar_schedule(source: str) -> Schedule:
    """Return the calendar of ``source``. Raises ContentError, with file and line."""
    path = ROOT / "calendar" / f"{source}.toml"
    file = read_toml(path, _File)
    taken: list[str] = []
    for name in ("visit", "repeat", "clock", "addition"):
        entries = getattr(file, name)
        check_unique((one.id for one in entries), path, name, "id", taken)
        taken += [one.id for one in entries]
    for index, one in enumerate(file.addition):
        lost = set(one.visits) - set(taken)
        if lost:
            raise _refusal(written(path, "addition", index), ", ".join(sorted(lost)))
    return Schedule(
        id=source,
        visits=tuple(_visit(one, written(path, "visit", i)) for i, one in enumerate(file.visit)),
        repeats=tuple(
            _repeat(one, written(path, "repeat", i)) for i, one in enumerate(file.repeat)
        ),
        clocks=tuple(_clock(one, written(path, "clock", i)) for i, one in enumerate(file.clock)),
        additions=tuple(
            _addition(one, written(path, "addition", i)) for i, one in enumerate(file.addition)
        ),
    )


@cache
def _known_errata() -> frozenset[str]:
    return frozenset(one.id for one in errata())


def _check(one: _Entry, where: Where) -> None:
    check_source(one.at.source, where)
    unknown = set(one.errata) - _known_errata()
    if unknown:
        raise _refusal(where, ", ".join(sorted(unknown)))


def _refusal(where: Where, found: str) -> ContentError:
    return ContentError(
        what=Text(zh="日程条目不成立", en="an entry of the calendar cannot be right"),
        where=said(where),
        found=found,
        do=Text(zh="改正该条", en="correct the entry"),
    )


def _assumed(one: _Entry) -> Assumed | None:
    return None if one.mark is None else Assumed(reason=one.mark.reason, on=one.mark.on)


def _condition(text: str, where: Where) -> Expression | None:
    if not text:
        return None
    try:
        return parse_expression(text)
    except ValueError as error:
        raise _refusal(where, str(error)) from error


def _visit(one: _Visit, where: Where) -> ScheduledVisit:
    _check(one, where)
    if (one.days is None) == (one.months is None) or one.window < 0 or not one.contents:
        raise _refusal(where, f"{one.id}: days {one.days}, months {one.months}, {one.window}")
    return ScheduledVisit(
        id=one.id,
        anchor=one.from_,
        contents=one.contents,
        window=one.window,
        days=one.days,
        months=one.months,
        only_if=_condition(one.only_if, where),
        text=one.text,
        at=one.at,
        assumed=_assumed(one),
        note=one.note,
        errata=one.errata,
    )


def _repeat(one: _Repeat, where: Where) -> Repeat:
    _check(one, where)
    by_hours, by_months = (one.every_hours, one.latest_hours), (one.every_months, one.latest_months)
    every, latest = by_hours if by_months == (None, None) else by_months
    both = None not in by_hours and None not in by_months
    if every is None or latest is None or both or not 0 < every <= latest or not one.contents:
        raise _refusal(where, f"{one.id}: hours {by_hours}, months {by_months}")
    return Repeat(
        id=one.id,
        anchor=one.from_,
        contents=one.contents,
        every=Decimal(every),
        latest=Decimal(latest),
        hours=by_months == (None, None),
        after_months=one.after_months,
        condition=_condition(one.while_, where),
        text=one.text,
        at=one.at,
        assumed=_assumed(one),
        note=one.note,
        errata=one.errata,
    )


def _clock(one: _Clock, where: Where) -> Clock:
    _check(one, where)
    until = _condition(one.until, where)
    if until is None or not one.drugs or (one.at_least_months is None) == bool(one.least_from):
        raise _refusal(where, f"{one.id}: until {one.until!r}, least_from {one.least_from!r}")
    return Clock(
        id=one.id,
        drugs=one.drugs,
        all_of=one.all_of,
        start=one.start,
        until=until,
        least_from=one.least_from,
        least_months=one.at_least_months,
        text=one.text,
        at=one.at,
        assumed=_assumed(one),
        note=one.note,
        errata=one.errata,
    )


def _addition(one: _Addition, where: Where) -> Addition:
    _check(one, where)
    return Addition(
        id=one.id,
        layer=one.layer,
        visits=one.visits,
        contents=one.contents,
        only_if=_condition(one.only_if, where),
        text=one.text,
        at=one.at,
        always=one.always,
        note=one.note,
        errata=one.errata,
    )
