"""Known: what a Record says of each input at one moment."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from trephine.care.derive.formulas import derived
from trephine.care.unknown import unknown
from trephine.core.observable import Observable, Use
from trephine.core.record import Reading, Record
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

_HOUR = timedelta(hours=1)


def visible(record: Record, at: datetime) -> dict[str, tuple[Reading, ...]]:
    """Return the readings known at ``at`` by observable, oldest first.

    A reading counts from the later of its own time and the time it was recorded. Duplicates are
    one, the one that says the hour and was recorded first; what has been withdrawn by then is left
    out. The order of the record does not matter.
    """
    kept: dict[str, dict[tuple[object, ...], Reading]] = defaultdict(dict)
    gone: set[tuple[object, ...]] = set()
    for one in record.readings:
        if one.known_from > at:
            continue
        # The kind belongs to it: True equals 1, but a dose that was given is not one of 1 mg.
        key = (one.observable, one.time, type(one.value), one.value, one.low, one.high)
        if one.withdrawn:
            gone.add(key[:4])
        elif key not in kept[one.observable] or _before(one, kept[one.observable][key]):
            kept[one.observable][key] = one
    return {
        name: tuple(
            sorted(
                (one for key, one in found.items() if key[:4] not in gone),
                key=lambda one: (one.time, str(one.value), str(one.low), str(one.high)),
            )
        )
        for name, found in kept.items()
    }


def _before(one: Reading, other: Reading) -> bool:
    """Return whether the first of two equal readings stands for both, in whatever order."""

    def rank(reading: Reading) -> tuple[object, ...]:
        stated = (reading.origin, reading.entered, reading.entered_unit, reading.line)
        return (reading.day_only, reading.known_from, *stated)

    return rank(one) < rank(other)


class Known:
    """Answers what is known of an input at one moment; each answer is worked out once.

    ``outputs`` are the outputs of tables already evaluated, by the name they decide. It never
    fills in a value: what no reading says is unknown, with the reason.
    """

    def __init__(self, record: Record, at: datetime, observables: Mapping[str, Observable]) -> None:
        """Index what is visible at ``at``."""
        self.at = at
        self.observables = observables
        self.readings = visible(record, at)
        self.outputs: dict[str, Value] = {}
        self._cache: dict[tuple[str, Use], Value] = {}

    def lookup(self, use: Use) -> Callable[[str], Value]:
        """Return the values as they are valid for ``use``."""
        return lambda name: self.value(name, use)

    def value(self, name: str, use: Use) -> Value:
        """Return what is known of ``name`` for ``use``. Raises KeyError for a name nobody knows."""
        if name in self.outputs:
            return self.outputs[name]
        key = (name, use)
        if key not in self._cache:
            self._cache[key] = self._worked_out(self.observables[name], use)
        return self._cache[key]

    def history(self, name: str) -> tuple[Reading, ...]:
        """Return all that is visible of an observable, oldest first."""
        return self.readings.get(name, ())

    def happened(self, *names: str) -> tuple[Reading, ...]:
        """Return the events and doses that took place, oldest first."""
        found = [one for name in names for one in self.history(name) if one.value is not False]
        return tuple(sorted(found, key=lambda one: one.time))

    def _worked_out(self, one: Observable, use: Use) -> Value:
        stated = self._stated(one, use)
        if one.derivation is None:
            return stated
        if stated.known and one.derivation.formula != "sum":
            return stated
        computed = derived(one, self, use)
        if not stated.known:
            return computed if stated.reason in {"not done", "stale"} else stated
        if isinstance(stated, Number) and isinstance(computed, Number):
            fits = computed.low <= stated.low <= computed.high
            return stated if fits else unknown(one, "conflicting", stated.readings)
        return stated

    def _stated(self, one: Observable, use: Use) -> Value:
        found = self.history(one.id)
        if one.kind in {"event", "dose"}:
            return _event(found)
        if not found:
            return unknown(one, "not done")
        last = tuple(entry for entry in found if entry.time == found[-1].time)
        if len({entry.value for entry in last}) > 1:
            return unknown(one, "conflicting", last)
        hours = one.hours_valid(use)
        if hours is not None and self.at - found[-1].time > _HOUR * float(hours):
            return unknown(one, "stale", last)
        return _known(one, last)


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
