"""outpaced: statements of what could be worked out that still count, though newer readings came."""

from collections.abc import Iterator
from dataclasses import dataclass

from trephine.care.derive.formulas import derived
from trephine.care.derive.moments import span
from trephine.care.resolve import Known
from trephine.core.observable import Derivation, Observable, Use
from trephine.core.record import Reading
from trephine.core.value import Number, Value

# Of these the answer moves with the clock and needs no newer reading to be another one.
_BY_CLOCK = frozenset({"days_since_last", "hours_since_last", "hours_since_first"})
_BY_CLOCK |= {"months_since_last", "days_until", "age"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outpaced:
    """A stated value that still counts, the readings that came after it, and what they would give.

    ``stated`` are the readings of the statement, of one moment; ``newer`` the latest reading of
    each part that may be later than it (none where time alone has passed). ``would`` is what the
    formula gives now, unknown with its reason where it cannot be worked out. It replaces nothing.
    """

    name: str
    stated: tuple[Reading, ...]
    newer: tuple[Reading, ...]
    would: Value


def outpaced(known: Known) -> tuple[Outpaced, ...]:
    """Return what stands as it was stated although what it follows from was read anew since.

    A clearance that somebody stated may be a measured one, so that no formula takes its place; but
    who rests a dose on it has to know that the creatinine is newer, and what it would give. Told is
    only what would come out otherwise, to the resolution of the value, or cannot be worked out.
    Sums are not told: of these the later one counts (``latest_total``).
    """
    found = (_of(one, known) for one in known.observables.values() if one.id in known.readings)
    return tuple(one for one in found if one is not None)


def _of(one: Observable, known: Known) -> Outpaced | None:
    how = one.derivation
    if how is None or how.formula == "sum" or one.id in known.outputs:
        return None
    uses = [use for use in _uses(one) if _stands(one.id, known.value(one.id, use))]
    if not uses:
        return None
    use: Use = uses[0]
    stated = known.value(one.id, use)
    newer = tuple(_newer(how, stated.readings, known))
    if not newer and how.formula not in _BY_CLOCK:
        return None
    would = derived(one, known, use)
    for other in uses[1:]:
        would = would if would.known else derived(one, known, other)
    if _same(one, stated, would) or not (newer or would.known):
        return None
    return Outpaced(name=one.id, stated=stated.readings, newer=newer, would=would)


def _stands(name: str, value: Value) -> bool:
    """Return whether a value is the one that was stated, and not what was worked out instead."""
    return value.known and bool(value.readings) and value.readings[-1].observable == name


def _uses(one: Observable) -> tuple[Use, ...]:
    """Return the uses that a value is listed as valid for, the strictest first; else any."""
    listed = sorted(one.validity, key=lambda entry: (entry.hours is None, entry.hours or 0))
    return tuple(entry.use for entry in listed) or ("course",)


def _newer(how: Derivation, stated: tuple[Reading, ...], known: Known) -> Iterator[Reading]:
    """Yield the latest reading of each part, where it is later than the statement or may be."""
    start, end = span(stated[-1])
    for name in how.of:
        history = known.history(name)
        part = known.observables[name].derivation
        if history:
            first, last = span(history[-1])
            if last > start and (first, last) != (start, end):
                yield history[-1]
        elif part is not None:
            yield from _newer(part, stated, known)


def _same(one: Observable, stated: Value, would: Value) -> bool:
    if not isinstance(stated, Number) or not isinstance(would, Number) or not would.known:
        return stated.known and would.known and _plain(stated) == _plain(would)
    step = one.resolution
    if step is None or would.low.is_infinite():
        return stated.low == would.low
    return abs(stated.low - would.low) < step


def _plain(value: Value) -> object:
    """Return what a value says, without the readings that it is from."""
    return {
        key: getattr(value, key)
        for key in ("low", "high", "possible", "sure")
        if hasattr(value, key)
    }
