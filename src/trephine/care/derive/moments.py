"""Formulae over moments: hours, days, months and counts, with what is unknown of the hour."""

import calendar
from datetime import datetime, timedelta
from decimal import Decimal

from trephine.care.derive.scope import Scope
from trephine.core.observable import Derivation, Use
from trephine.core.record import Reading
from trephine.core.value import INFINITE, Number, Reason, Truth, Value

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


def span(reading: Reading) -> Span:
    """Return the earliest and the latest moment that a reading can mean."""
    if isinstance(reading.value, datetime):
        return reading.value, reading.value
    if not reading.day_only:
        return reading.time, reading.time
    start = reading.time.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + _DAY


def nothing(reason: Reason = "not done") -> Number:
    """Return a number of which nothing is known."""
    return Number(reason=reason)


def _spans(scope: Scope, names: tuple[str, ...]) -> tuple[list[Span], Value | None]:
    """Return the moments of all events, or the value that stands for there being none."""
    happened = scope.happened(*names)
    if happened:
        return [span(one) for one in happened], None
    stated = [one for name in names for one in scope.history(name) if one.value is False]
    every = {one.observable for one in stated}.issuperset(names)
    # Stated never to have happened: as long ago as can be.
    never = Number(low=INFINITE, high=INFINITE, readings=tuple(stated))
    return [], never if every and stated else nothing()


def hours_since_last(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return hours since the latest of the events."""
    return _hours_since(how, scope, last=True)


def hours_since_first(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return hours since the first of the events.

    ``within`` looks that many hours back, ``value`` ``episode:<event>`` no further than that event.
    """
    return _hours_since(how, scope, last=False)


def _hours_since(how: Derivation, scope: Scope, *, last: bool) -> Value:
    spans, none = _spans(scope, how.of)
    if how.within is not None:
        spans = [one for one in spans if scope.at - one[1] <= _HOUR * float(how.within)]
        none = none or nothing()
    sure, may = _in_episode(spans, how, scope)
    if not may:
        return none or nothing()
    if not sure:
        return nothing("only the day is known")
    # Each end on its own: of two events on one day, one with its hour, either may be the later.
    start = max(one[0] for one in sure) if last else min(one[0] for one in may)
    end = max(one[1] for one in may) if last else min(one[1] for one in sure)
    high = _hours(scope.at - start)
    low = max(Decimal(0), _hours(scope.at - end))
    return Number(low=low, high=high, reason="" if low == high else "only the day is known")


def days_since_last(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return calendar days since the latest event, in the zone of that event."""
    spans, none = _spans(scope, how.of)
    if not spans:
        return none or nothing()
    start, _ = max(spans)
    days = Decimal((scope.at.astimezone(start.tzinfo).date() - start.date()).days)
    return Number(low=days, high=days)


def months_since_last(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return completed calendar months since the latest event, in the zone of that event."""
    spans, none = _spans(scope, how.of)
    if not spans:
        return none or nothing()
    start, _ = max(spans)
    now = scope.at.astimezone(start.tzinfo).date()
    months = (now.year - start.year) * 12 + now.month - start.month
    day = min(start.day, calendar.monthrange(now.year, now.month)[1])
    months -= now.day < day
    return Number(low=Decimal(months), high=Decimal(months))


def days_until(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return calendar days until a planned moment, in its zone; negative once it is past."""
    known = scope.value(how.of[0], use)
    if not known.known or not known.readings:
        return nothing(known.reason or "not done")
    moment = span(known.readings[-1])[0]
    days = Decimal((moment.date() - scope.at.astimezone(moment.tzinfo).date()).days)
    return Number(low=days, high=days)


def days_between(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return calendar days from the latest of the first to the latest of the second."""
    first, second, none = _pair(how, scope)
    if first is None or second is None:
        return none or nothing()
    zone = second[0].tzinfo
    days = Decimal((second[0].date() - first[0].astimezone(zone).date()).days)
    return Number(low=days, high=days)


def hours_between(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return hours from the latest of the first to the latest of the second."""
    first, second, none = _pair(how, scope)
    if first is None or second is None:
        return none or nothing()
    low, high = _hours(second[0] - first[1]), _hours(second[1] - first[0])
    return Number(low=low, high=high, reason="" if low == high else "only the day is known")


def _pair(how: Derivation, scope: Scope) -> tuple[Span | None, Span | None, Value | None]:
    first, never = _spans(scope, how.of[:1])
    second, _ = _spans(scope, how.of[1:])
    if not second:
        return None, None, None
    return (_latest(first) if first else None), _latest(second), never


def _latest(spans: list[Span]) -> Span:
    """Return between which moments the latest of several events lies."""
    return max(start for start, _ in spans), max(end for _, end in spans)


def count(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return how many were recorded: within the window, or since the latest infusion.

    ``value`` ``episode:<event>`` counts from that event on. It counts what is recorded: a dose
    that nobody wrote down is not in it.
    """
    window = _HOUR * float(how.within or 0)
    if how.within is None:
        events = list(scope.happened(*how.of))
    else:
        # Of a thousand vital signs few are of the last day; the exact limit is asked below.
        since = scope.at - window - _DAY
        events = [one for name in how.of for one in _recent(scope.history(name), since)]
    sure, may = _in_episode([span(one) for one in events], how, scope)
    if how.within is not None:
        sure = [one for one in sure if scope.at - one[0] < window]
        may = [one for one in may if scope.at - one[1] < window]
    low, high = Decimal(len(sure)), Decimal(len(may))
    return Number(low=low, high=high, reason="" if low == high else "only the day is known")


def _recent(history: tuple[Reading, ...], since: datetime) -> list[Reading]:
    """Return what took place from ``since`` on; of planned moments, which lie elsewhere, all."""
    found: list[Reading] = []
    for one in reversed(history):
        if one.time < since and not isinstance(one.value, datetime):
            break
        if one.value is not False:
            found.append(one)
    return found


def _in_episode(spans: list[Span], how: Derivation, scope: Scope) -> tuple[list[Span], list[Span]]:
    """Return the spans surely and possibly since the latest event that ``value`` names.

    All of them where it names none, or where none has happened.
    """
    named = how.value.startswith("episode:")
    anchor = scope.happened(how.value.removeprefix("episode:")) if named else ()
    if not anchor:
        return spans, spans
    start, end = _latest([span(one) for one in anchor])
    return [one for one in spans if one[0] >= end], [one for one in spans if one[1] >= start]


def recorded(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return whether any of the events is recorded: what is not written down has not happened.

    For the milestones of the course itself, which the record follows from day to day.
    """
    found = scope.happened(*how.of)
    return Truth(low=bool(found), high=bool(found), readings=found)


def ever(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return whether any took place, true or false only where it is stated."""
    values = [scope.value(name, "course") for name in how.of]
    truths = [one for one in values if isinstance(one, Truth)]
    low, high = any(one.low for one in truths), any(one.high for one in truths)
    return Truth(low=low, high=high, reason="" if low == high else "not done")


def age(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return completed years since a date of birth."""
    known = scope.value(how.of[0], use)
    found = known.readings if known.known else ()
    if not found or not isinstance(found[-1].value, datetime):
        return nothing(known.reason or "not done")
    born = found[-1].value
    now = scope.at.astimezone(born.tzinfo).date()
    years = Decimal(now.year - born.year - ((now.month, now.day) < (born.month, born.day)))
    return Number(low=years, high=years)


def _hours(length: timedelta) -> Decimal:
    return Decimal(str(length.total_seconds())) / 3600
