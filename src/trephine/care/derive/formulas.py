"""derived: the value of an observable that follows from others."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from trephine.care.derive import figures, moments
from trephine.care.derive.scope import Scope
from trephine.care.unknown import unknown
from trephine.core.observable import Derivation, Observable, Use
from trephine.core.value import Number, Value

_STEP = Decimal("1e-9")
FORMULAS: dict[str, Callable[[Derivation, Scope, Use], Value]] = {
    "age": moments.age,
    "all_stated": figures.all_stated,
    "any_stated": figures.any_stated,
    "choice_is": figures.choice_is,
    "ckd_epi_2021": figures.kidney,
    "cockcroft_gault": figures.kidney,
    "count": moments.count,
    "days_between": moments.days_between,
    "days_since_last": moments.days_since_last,
    "days_until": moments.days_until,
    "difference": figures.difference,
    "dubois": figures.area,
    "ever": moments.ever,
    "first_known": figures.first_known,
    "highest": figures.extreme,
    "hours_between": moments.hours_between,
    "hours_since_first": moments.hours_since_first,
    "hours_since_last": moments.hours_since_last,
    "lowest": figures.extreme,
    "months_since_last": moments.months_since_last,
    "mosteller": figures.area,
    "ratio": figures.ratio,
    "ratio_to_lln": figures.ratio_to_lln,
    "ratio_to_uln": figures.ratio_to_uln,
    "recorded": moments.recorded,
    "set_size": figures.set_size,
    "stevenson": figures.area,
    "sum": figures.total,
}


def derived(one: Observable, scope: Scope, use: Use) -> Value:
    """Return the value of ``one`` by its formula, to nine decimals.

    Its resolution is that of a reading of it, and is not applied: 29.96 mL/min is below 30, and a
    ratio of 1.004 above 1, whatever a report would print.

    Raises KeyError for a formula that does not exist, TypeError for an observable without one.
    """
    if one.derivation is None:
        message = f"{one.id} has no derivation"
        raise TypeError(message)
    found = FORMULAS[one.derivation.formula](one.derivation, scope, use)
    if isinstance(found, Number):
        if not found.known and found.low.is_infinite() and found.high.is_infinite():
            return unknown(one, found.reason or "not done", found.readings)
        return to_nine_decimals(found)
    return found


def to_nine_decimals(found: Number) -> Number:
    """Return a number whose ends a double tells from their neighbours, as compiled tables do."""
    return replace(found, low=_finite(found.low), high=_finite(found.high))


def _finite(value: Decimal) -> Decimal:
    return value if value.is_infinite() else value.quantize(_STEP)
