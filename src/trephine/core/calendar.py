"""ScheduledVisit, Repeat, Clock, Addition, Schedule, CalendarEntry: what is due, when, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from trephine.core.expression import Expression
from trephine.core.mark import Assumed
from trephine.core.rule import Layer
from trephine.core.source import Locator
from trephine.core.text import Text

EntryKind = Literal["visit", "repeat", "clock"]
EntryStatus = Literal[
    "done", "due", "overdue", "missed", "upcoming", "running", "not applicable", "unknown"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledVisit:
    """What is done once, ``days`` or ``months`` after the event ``anchor``; the event is day 0.

    A month is counted from the anchor itself and held to the end of a shorter one. ``window`` days
    on either side count as kept. ``contents`` are observables. ``assumed`` says what of it, the
    window as a rule, stands in no source.
    """

    id: str
    anchor: str
    contents: tuple[str, ...]
    window: int
    text: Text
    at: Locator
    days: int | None = None
    months: int | None = None
    only_if: Expression | None = None
    assumed: Assumed | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What is done again and again: due ``every`` after the last time, overdue after ``latest``.

    ``hours``: both are hours, and each of ``contents`` has its own clock; otherwise both are months
    counted from the last visit. It begins ``after_months`` after ``anchor`` (with it where None)
    and goes on while ``condition`` holds (for good where None).
    """

    id: str
    anchor: str
    contents: tuple[str, ...]
    every: Decimal
    latest: Decimal
    hours: bool
    text: Text
    at: Locator
    after_months: int | None = None
    condition: Expression | None = None
    assumed: Assumed | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A drug that is given from the event ``start`` until ``until`` holds.

    It may not end before ``least_months`` after ``least_from``. ``drugs`` are observables of kind
    dose; ``all_of`` False: one of them is enough.
    """

    id: str
    drugs: tuple[str, ...]
    all_of: bool
    start: str
    until: Expression
    text: Text
    at: Locator
    least_from: str = ""
    least_months: int | None = None
    assumed: Assumed | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Contents that a layer adds to visits; ``always`` is why it is shown in every mode."""

    id: str
    layer: Layer
    visits: tuple[str, ...]
    contents: tuple[str, ...]
    text: Text
    at: Locator
    only_if: Expression | None = None
    always: Text | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything that a source wants done by the calendar."""

    id: str
    visits: tuple[ScheduledVisit, ...]
    repeats: tuple[Repeat, ...] = ()
    clocks: tuple[Clock, ...] = ()
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One thing to do, when, and how it stands.

    ``due`` is a day, or a moment for what is counted in hours; None where its anchor is not known.
    ``first`` and ``last`` bound the window in which doing it counts, both ends included; ``last``
    None: no end. ``done`` are the contents that the record shows, ``missing`` the others, ``added``
    those of the contents that an addition brought, with its id. Status: ``missed``, not done by the
    time at which the next of its kind began; ``running``, a drug that goes on; ``unknown``, not
    known whether it applies.
    """

    id: str
    kind: EntryKind
    status: EntryStatus
    text: Text
    at: Locator
    why: Text
    due: date | datetime | None = None
    first: date | datetime | None = None
    last: date | datetime | None = None
    contents: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    assumed: Assumed | None = None
    note: Text | None = None
    errata: tuple[str, ...] = ()
