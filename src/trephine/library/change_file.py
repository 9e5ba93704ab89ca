"""Changes and courses of doses as content files write them, with the reason that they share."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.product import Operation, ParameterChange
from trephine.core.source import Locator
from trephine.core.strategy import DoseCourse
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import Where, said


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """A change as a content file writes it: one of ``set``, ``times`` and ``plus``.

    ``read`` is the place of a value that was read; without it the value is assumed, for ``why`` of
    the entry.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    parameter: str
    set: float | None = None
    times: float | None = None
    plus: float | None = None
    of: Literal["parameter", "spread", "covariate"] = "parameter"
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEntry:
    """A course of doses as a content file writes it."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    state: str
    amount: float
    days: tuple[float, ...]
    every: float | None = None
    until: float | None = None


def locator(written_at: str, where: Where) -> Locator:
    """Return ``source place`` as a Locator. Raises ContentError where there is no such source."""
    source, _, place = written_at.partition(" ")
    check_source(source, where)
    if not place:
        raise refused(
            Text(zh="缺少出处的位置", en="a source without a place in it"),
            where,
            repr(written_at),
            Text(zh="写成“文献 位置”", en="write it as source and place"),
        )
    return Locator(source=source, place=place)


def changes_of(
    changes: tuple[ChangeEntry, ...], why: Text | None, on: date, where: Where
) -> tuple[ParameterChange, ...]:
    """Return changes with their marks: read at a place, or assumed for ``why`` on that day."""
    made = []
    for change in changes:
        given = {
            name: value
            for name in ("set", "times", "plus")
            if (value := getattr(change, name)) is not None
        }
        if len(given) != 1:
            raise refused(
                Text(zh="一项改动须恰有一种运算", en="a change needs exactly one operation"),
                where,
                f"{change.parameter}: {', '.join(given) or '—'}",
                Text(zh="写 set、times 或 plus 之一", en="write one of set, times and plus"),
            )
        operation, value = next(iter(given.items()))
        mark: Mark = (
            Read(locator=locator(change.read, where)) if change.read else assumed(why, on, where)
        )
        made.append(
            ParameterChange(
                parameter=change.parameter,
                operation=cast("Operation", operation),
                value=value,
                mark=mark,
                of=change.of,
            )
        )
    return tuple(made)


def courses_of(
    courses: tuple[CourseEntry, ...], why: Text | None, on: date, where: Where
) -> tuple[DoseCourse, ...]:
    """Return courses of doses, assumed for ``why`` on that day."""
    return tuple(
        DoseCourse(
            state=one.state,
            amount=one.amount,
            days=one.days,
            mark=assumed(why, on, where),
            every=one.every,
            until=one.until,
        )
        for one in courses
    )


def assumed(why: Text | None, on: date, where: Where) -> Assumed:
    """Return the mark of an assumption. Raises ContentError where no reason is given."""
    if why is None:
        raise refused(
            Text(zh="假设的数值没有理由", en="a value is assumed without a reason"),
            where,
            "why",
            Text(zh="写明取值的理由", en="say in why on what ground it was chosen"),
        )
    return Assumed(reason=why, on=on)


def refused(what: Text, where: Where, found: str, do: Text) -> ContentError:
    """Return the refusal of a content file."""
    return ContentError(what=what, where=said(where), found=found, do=do)
