"""Response criteria: IMWG 2016 with its thresholds and the conventions it leaves open."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.response import (
    Comparator,
    Convention,
    ConventionChoice,
    HighestPossible,
    ResponseCriteria,
    Threshold,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written

_PATH = ROOT / "response" / "imwg2016.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Threshold:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    value: Decimal
    comparator: Comparator
    unit: str
    label: Text
    place: str = ""
    assumed: Text | None = None
    on: date | None = None
    seen: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Convention:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    reason: Text
    on: date
    default: str = ""
    days: int | None = None
    choice: tuple[ConventionChoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Highest:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    value: Decimal
    unit: str
    reason: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    source: str
    label: Text
    threshold: dict[str, _Threshold]
    convention: tuple[_Convention, ...]
    highest: tuple[_Highest, ...]


@cache
def response_criteria() -> ResponseCriteria:
    """Return the IMWG 2016 criteria. Raises ContentError where the file is malformed."""
    file = read_toml(_PATH, _File)
    check_source(file.source, written(_PATH, "source"))
    check_unique((one.id for one in file.convention), _PATH, "convention", "id")
    check_unique((one.id for one in file.highest), _PATH, "highest", "id")
    declared = {
        name
        for name, kind in ResponseCriteria.__annotations__.items()
        if kind in {Threshold, "Threshold"}
    }
    if odd := declared ^ file.threshold.keys():
        raise _refused(("threshold",), ", ".join(sorted(odd)))
    thresholds = {name: _threshold(file, name) for name in file.threshold}
    conventions = tuple(_convention(one, index) for index, one in enumerate(file.convention))
    return ResponseCriteria(
        id=file.id,
        source=file.source,
        label=file.label,
        conventions=conventions,
        highest=tuple(
            HighestPossible(
                id=one.id,
                value=one.value,
                unit=one.unit,
                mark=Assumed(reason=one.reason, on=one.on),
            )
            for one in file.highest
        ),
        **thresholds,
    )


def _threshold(file: _File, name: str) -> Threshold:
    one = file.threshold[name]
    for index, locator in enumerate(one.seen):
        check_source(locator.source, written(_PATH, "threshold", name, "seen", index))
    mark: Mark
    if one.place and one.assumed is None:
        mark = Read(locator=Locator(source=file.source, place=one.place))
    elif one.assumed is not None and one.on is not None and not one.place:
        mark = Assumed(reason=one.assumed, on=one.on)
    else:
        raise _refused(("threshold", name), f"{name}: place {one.place!r}, assumed {one.assumed}")
    return Threshold(
        value=one.value,
        comparator=one.comparator,
        unit=one.unit,
        label=one.label,
        mark=mark,
        seen=one.seen,
    )


def _convention(one: _Convention, index: int) -> Convention:
    names = {choice.id for choice in one.choice}
    window = one.days is not None
    if (window and (one.default or names)) or (not window and one.default not in names):
        raise _refused(("convention", index), f"{one.id}: default {one.default!r}")
    return Convention(
        id=one.id,
        label=one.label,
        reason=one.reason,
        mark=Assumed(reason=one.reason, on=one.on),
        default=one.default,
        days=one.days,
        choices=one.choice,
    )


def _refused(steps: tuple[str | int, ...], found: str) -> ContentError:
    return ContentError(
        what=Text(
            zh="疗效标准文件不完整或自相矛盾",
            en="the response criteria are incomplete or contradict themselves",
        ),
        where=said(written(_PATH, *steps)),
        found=found,
        do=Text(
            zh="每个界限都要有，且只有 place 或 assumed 之一；默认值须是所列选项之一",
            en="give every threshold, with either place or assumed; a default is a listed choice",
        ),
    )
