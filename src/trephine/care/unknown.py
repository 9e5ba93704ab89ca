"""unknown: the value of an input of which nothing is known."""

from trephine.core.observable import Observable
from trephine.core.record import Reading
from trephine.core.value import INFINITE, Coded, CodedSet, Number, Reason, Truth, Value


def unknown(one: Observable, reason: Reason, readings: tuple[Reading, ...] = ()) -> Value:
    """Return the value of an input of which nothing is known, with the reason."""
    if one.kind in {"yesno", "event", "dose"}:
        return Truth(reason=reason, readings=readings)
    if one.kind == "choice":
        codes = frozenset(choice.code for choice in one.choices)
        return Coded(possible=codes, reason=reason, readings=readings)
    if one.kind == "choices":
        codes = frozenset(choice.code for choice in one.choices)
        return CodedSet(sure=frozenset(), possible=codes, reason=reason, readings=readings)
    return Number(low=-INFINITE, high=INFINITE, reason=reason, readings=readings)
