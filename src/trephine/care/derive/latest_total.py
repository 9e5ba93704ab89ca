"""latest_total: the later of a total that was stated and the parts that it is the sum of."""

from collections.abc import Collection
from dataclasses import replace

from trephine.care.derive.figures import total_of
from trephine.care.derive.formulas import to_nine_decimals
from trephine.care.derive.moments import span
from trephine.care.derive.scope import Scope
from trephine.core.observable import Derivation, Observable, Use
from trephine.core.record import Reading
from trephine.core.value import Number

_EARLIER, _SAME, _LATER = range(3)


def latest_total(one: Observable, stated: Number, scope: Scope, use: Use) -> Number:
    """Return what is known of a sum: the total that was stated of it, or what its parts add up to.

    ``stated`` is the total as it was stated last, with its readings. All parts read later are their
    sum, whatever was stated before. Otherwise the stated total stands while it is valid and fits
    the parts of its own moment and later ones together; parts before it count no more. Where it
    does not fit, nothing is chosen: only what the later parts bound is known, with the reason and
    the readings that disagree. A part that is computed has no moment of its own, and is taken to be
    of the total's; on a day that is known without its hour nothing is surely later or earlier.

    Raises TypeError for an observable without a derivation.
    """
    if one.derivation is None:
        message = f"{one.id} has no derivation"
        raise TypeError(message)
    how, parts = one.derivation, one.derivation.of
    if not stated.readings:
        return _summed(how, parts, scope, use)
    when = {name: _when(name, stated.readings, scope) for name in parts}
    later = [name for name in parts if when[name] == _LATER]
    bound = _summed(how, later, scope, use)
    whole = len(later) == len(parts) and all(scope.value(name, use).known for name in parts)
    if whole:
        return bound
    standing = [name for name in parts if when[name] != _EARLIER]
    if stated.known and _fits(stated, _summed(how, standing, scope, use)):
        return stated
    if stated.reason == "stale":
        return stated if bound.low.is_infinite() and bound.high.is_infinite() else bound
    # Of one moment, or a total and what came after it.
    same = [name for name in parts if when[name] == _SAME]
    apart = stated.known and _fits(stated, _summed(how, same, scope, use))
    found = tuple(reading for name in standing for reading in scope.value(name, use).readings)
    return replace(
        bound,
        reason="incomplete" if apart else stated.reason or "conflicting",
        readings=(*stated.readings, *found),
    )


def _fits(stated: Number, summed: Number) -> bool:
    return summed.low <= stated.low <= summed.high


def _summed(how: Derivation, parts: Collection[str], scope: Scope, use: Use) -> Number:
    """Return the sum where only some parts count: the others can be anything possible."""
    return to_nine_decimals(total_of(how, scope, use, parts))


def _when(name: str, told: tuple[Reading, ...], scope: Scope) -> int:
    """Return when a part was read last: surely before the total, surely after it, or neither."""
    history = scope.history(name)
    if not history or scope.observables[name].derivation is not None:
        return _SAME
    read = [span(one) for one in history if one.time == history[-1].time]
    stated = [span(one) for one in told]
    if min(start for start, _ in read) > max(end for _, end in stated):
        return _LATER
    if max(end for _, end in read) < min(start for start, _ in stated):
        return _EARLIER
    return _SAME
