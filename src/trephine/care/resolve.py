"""Known: what a Record says of each input at one moment."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from trephine.care.derive.formulas import derived
from trephine.care.derive.latest_total import latest_total
from trephine.care.unknown import unknown
from trephine.core.observable import Observable, Use
from trephine.core.record import Reading, Record
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

_HOUR = timedelta(hours=1)
_TIME = attrgetter("time")


def visible(record: Record, at: datetime) -> dict[str, tuple[Reading, ...]]:
    """Return the readings known at ``at`` by observable, oldest first.

    A reading counts from the later of its own time and the time it was recorded. Duplicates are
    one, the one that says the hour and was recorded first; what has been withdrawn by then is left
    out. The order of the record does not matter.
    """
    return _by_name(_seen(record, at))


def _seen(record: Record, at: datetime) -> list[Reading]:
    """Return what was written down by ``at``.

    It asks each part of ``known_from`` by itself: that property, called for every reading, took
    as long as all of the sorting.
    """
    return [
        one
        for one in record.readings
        if one.time <= at and (one.recorded is None or one.recorded <= at)
    ]


def _by_name(seen: list[Reading]) -> dict[str, tuple[Reading, ...]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    gone: dict[tuple[object, ...], datetime] = {}
    for one in seen:
        if one.withdrawn:
            statement = _statement(one)
            gone[statement] = max(one.known_from, gone.get(statement, one.known_from))
        else:
            found[one.observable].append(one)
    return {name: tuple(_sorted(readings, gone)) for name, readings in found.items()}


def _statement(one: Reading) -> tuple[object, ...]:
    """Return what a withdrawal takes back.

    The kind belongs to it: True equals 1, but a dose that was given is not one of 1 mg.
    """
    return one.observable, one.time, type(one.value), one.value


def _sorted(readings: list[Reading], gone: dict[tuple[object, ...], datetime]) -> list[Reading]:
    """Return the readings of one observable in order, without duplicates and withdrawn ones.

    What is written down again after it was withdrawn counts again.
    """
    if gone:
        readings = [
            one
            for one in readings
            if (until := gone.get(_statement(one))) is None or one.known_from > until
        ]
    readings.sort(key=_TIME)
    # Nearly always no two are of one moment, and there is nothing to compare.
    if len({one.time for one in readings}) == len(readings):
        return readings
    kept: dict[tuple[object, ...], Reading] = {}
    for one in readings:
        key = (*_statement(one), one.low, one.high)
        if key not in kept or _before(one, kept[key]):
            kept[key] = one
    return sorted(
        kept.values(), key=lambda one: (one.time, str(one.value), str(one.low), str(one.high))
    )


def _before(one: Reading, other: Reading) -> bool:
    """Return whether the first of two equal readings stands for both, in whatever order."""

    def rank(reading: Reading) -> tuple[object, ...]:
        stated = (reading.origin, reading.entered, reading.entered_unit, reading.line)
        return (reading.day_only, reading.known_from, *stated)

    return rank(one) < rank(other)


class Known:
    """Answers what is known of an input at one moment; each answer is worked out once.

    ``outputs`` are the outputs of tables already evaluated, by the name they decide; ``later`` is
    how many readings are known only after that moment. It never fills in a value: what no reading
    says is unknown, with the reason.
    """

    def __init__(self, record: Record, at: datetime, observables: Mapping[str, Observable]) -> None:
        """Index what is visible at ``at``."""
        self.at = at
        self.observables = observables
        seen = _seen(record, at)
        self.later = len(record.readings) - len(seen)
        self.readings = _by_name(seen)
        self.outputs: dict[str, Value] = {}
        self._by_use: dict[Use, _Values] = {}

    def lookup(self, use: Use) -> Callable[[str], Value]:
        """Return the values as they are valid for ``use``."""
        if use not in self._by_use:
            self._by_use[use] = _Values(self, use)
        return self._by_use[use].__getitem__

    def value(self, name: str, use: Use) -> Value:
        """Return what is known of ``name`` for ``use``. Raises KeyError for a name nobody knows."""
        return self.lookup(use)(name)

    def conclude(self, name: str, value: Value) -> None:
        """Let ``value`` be what is known of ``name``, for every use."""
        self.outputs[name] = value
        for values in self._by_use.values():
            values.pop(name, None)

    def history(self, name: str) -> tuple[Reading, ...]:
        """Return all that is visible of an observable, oldest first."""
        return self.readings.get(name, ())

    def happened(self, *names: str) -> tuple[Reading, ...]:
        """Return the events and doses that took place, oldest first."""
        found = [one for name in names for one in self.history(name) if one.value is not False]
        if len(names) > 1:
            found.sort(key=_TIME)
        return tuple(found)

    def worked_out(self, name: str, use: Use) -> Value:
        """Return what is known of ``name``, worked out anew."""
        if name in self.outputs:
            return self.outputs[name]
        one = self.observables[name]
        stated = self._stated(one, use)
        if one.derivation is None:
            return stated
        if one.derivation.formula == "sum" and isinstance(stated, Number):
            return latest_total(one, stated, self, use)
        if stated.known or stated.reason not in {"not done", "stale"}:
            return stated
        return derived(one, self, use)

    def _stated(self, one: Observable, use: Use) -> Value:
        found = self.history(one.id)
        if one.kind in {"event", "dose"}:
            return _event(found)
        if not found:
            return unknown(one, "not done")
        last = found[-1:]
        if len(found) > 1 and found[-2].time == found[-1].time:
            last = tuple(entry for entry in found if entry.time == found[-1].time)
            if len({entry.value for entry in last}) > 1:
                return unknown(one, "conflicting", last)
        hours = one.hours_valid(use)
        if hours is not None and self.at - found[-1].time > _HOUR * float(hours):
            return unknown(one, "stale", last)
        return _known(one, last)


class _Values(dict[str, Value]):
    """The answers for one use, kept: tables ask for the same inputs again and again."""

    __slots__ = ("_known", "_use")

    def __init__(self, known: Known, use: Use) -> None:
        self._known = known
        self._use = use

    def __missing__(self, name: str) -> Value:
        found = self[name] = self._known.worked_out(name, self._use)
        return found


def _event(found: tuple[Reading, ...]) -> Value:
    if any(entry.value is not False for entry in found):
        return Truth(low=True, high=True, readings=found)
    if found:
        return Truth(low=False, high=False, readings=found)
    return Truth(reason="not done")


def _known(one: Observable, last: tuple[Reading, ...]) -> Value:
    value = last[0].value
    if value is None:
        return unknown(one, "no unit", last)
    if isinstance(value, bool):
        return Truth(low=value, high=value, readings=last)
    if isinstance(value, Decimal):
        return Number(low=value, high=value, readings=last)
    if isinstance(value, str):
        return Coded(possible=frozenset({value}), readings=last)
    if isinstance(value, tuple):
        return CodedSet(sure=frozenset(value), possible=frozenset(value), readings=last)
    # A moment counts as the hours from the epoch: formulas compare moments, conditions do not.
    hours = Decimal(str(value.timestamp())) / 3600
    return Number(low=hours, high=hours, readings=last)
