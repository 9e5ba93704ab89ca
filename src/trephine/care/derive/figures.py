"""Formulae over numbers, codes and statements, carried through as ranges."""

from collections.abc import Collection
from decimal import Decimal

from trephine.care.derive.body import dubois as dubois_area
from trephine.care.derive.body import mosteller as mosteller_area
from trephine.care.derive.body import stevenson as stevenson_area
from trephine.care.derive.kidney import ckd_epi_2021 as filtration_rate
from trephine.care.derive.kidney import cockcroft_gault as clearance
from trephine.care.derive.moments import nothing
from trephine.care.derive.scope import Scope
from trephine.care.unknown import unknown
from trephine.core.error import InputError
from trephine.core.observable import Derivation, Use
from trephine.core.value import Coded, CodedSet, Number, Reason, Truth, Value


def _numbers(how: Derivation, scope: Scope, use: Use) -> list[Number]:
    found = [scope.value(name, use) for name in how.of]
    return [one for one in found if isinstance(one, Number)]


def _why(values: list[Number]) -> Reason:
    return next((one.reason for one in values if not one.known and one.reason), "not done")


def _against_limit(how: Derivation, scope: Scope, use: Use, *, upper: bool) -> Value:
    found = _numbers(how, scope, use)[0]
    if not found.known:
        return nothing(found.reason or "not done")
    limits = {one.high if upper else one.low for one in found.readings} - {None}
    if len(limits) > 1:
        return nothing("conflicting")
    limit = next(iter(limits), None)
    if not limit:
        return nothing("not computable")
    ratio = found.low / limit
    return Number(low=ratio, high=ratio, readings=found.readings)


def ratio_to_uln(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return a result over its own laboratory's upper limit; without that limit, nothing."""
    return _against_limit(how, scope, use, upper=True)


def ratio_to_lln(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return a result over its own laboratory's lower limit; without that limit, nothing."""
    return _against_limit(how, scope, use, upper=False)


def ratio(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return the first over the second."""
    top, bottom = _numbers(how, scope, use)
    if not (top.known and bottom.known):
        return nothing(_why([top, bottom]))
    if not bottom.low:
        return nothing("not computable")
    return Number(low=top.low / bottom.low, high=top.low / bottom.low)


def difference(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return the first less the second."""
    top, bottom = _numbers(how, scope, use)
    if not (top.known and bottom.known):
        return nothing(_why([top, bottom]))
    return Number(low=top.low - bottom.low, high=top.low - bottom.low)


def total(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return the sum; a part that is missing widens it by that part's possible range.

    A yes-no part counts one when true. Nothing is said where no part is known.
    """
    return total_of(how, scope, use, how.of)


def total_of(how: Derivation, scope: Scope, use: Use, counted: Collection[str]) -> Number:
    """Return the sum as if only some of its parts, ``counted``, had been read."""
    low = high = Decimal(0)
    any_known = False
    for name in how.of:
        found = scope.value(name, use)
        if name not in counted:
            found = unknown(scope.observables[name], "not done")
        if isinstance(found, Truth):
            low, high = low + int(found.low), high + int(found.high)
        elif isinstance(found, Number):
            lowest, highest = scope.observables[name].possible or (found.low, found.high)
            low, high = low + max(found.low, lowest), high + min(found.high, highest)
        any_known = any_known or found.known
    if not any_known:
        return nothing()
    return Number(low=low, high=high, reason="" if low == high else "not done")


def extreme(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return the lowest or the highest reading within the window; ``formula`` says which."""
    window = how.within
    inside = [
        one.value
        for one in scope.history(how.of[0])
        if window is None or (scope.at - one.time).total_seconds() <= float(window) * 3600
    ]
    seen = [one for one in inside if isinstance(one, Decimal)]
    if len(seen) < len(inside):
        return nothing("no unit")
    if not seen:
        return nothing()
    found = min(seen) if how.formula == "lowest" else max(seen)
    return Number(low=found, high=found)


def first_known(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return the first of several inputs that has a valid reading."""
    found = [scope.value(name, use) for name in how.of]
    return next((one for one in found if one.known), found[0])


def any_stated(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return whether any of the statements holds, unknown ones taken as unknown."""
    found = [one for name in how.of if isinstance(one := scope.value(name, use), Truth)]
    low, high = any(one.low for one in found), any(one.high for one in found)
    return Truth(low=low, high=high, reason="" if low == high else "not done")


def all_stated(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return whether all of the statements hold, unknown ones taken as unknown."""
    found = [one for name in how.of if isinstance(one := scope.value(name, use), Truth)]
    low, high = all(one.low for one in found), all(one.high for one in found)
    return Truth(low=low, high=high, reason="" if low == high else "not done")


def choice_is(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return whether a coded input is one of the codes in ``value``, parted by ``|``."""
    found = scope.value(how.of[0], use)
    codes = set(how.value.split("|"))
    if not isinstance(found, Coded):
        return Truth(reason="not computable")
    return Truth(
        low=found.possible <= codes, high=not found.possible.isdisjoint(codes), reason=found.reason
    )


def set_size(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return how many of the codes in ``value``, parted by ``|``, are in a set."""
    found = scope.value(how.of[0], use)
    codes = set(how.value.split("|"))
    if not isinstance(found, CodedSet):
        return nothing("not computable")
    low, high = len(found.sure & codes), len(found.possible & codes)
    return Number(low=Decimal(low), high=Decimal(high), reason=found.reason)


def area(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return body surface area from height and weight; ``formula`` says by whom."""
    height, weight = _numbers(how, scope, use)
    if not (height.known and weight.known):
        return nothing(_why([height, weight]))
    formula = {"mosteller": mosteller_area, "dubois": dubois_area, "stevenson": stevenson_area}
    try:
        found = formula[how.formula](height=height.low, weight=weight.low)
    except InputError:  # a body for which the formula gives no area
        return nothing("not computable")
    return Number(low=found, high=found)


def kidney(how: Derivation, scope: Scope, use: Use) -> Value:
    """Return clearance or filtration rate from age, weight, creatinine and sex."""
    known = {name: scope.value(name, use) for name in how.of}
    missing = [one.reason for one in known.values() if not one.known]
    if missing:
        return nothing(missing[0] or "not done")
    figures = [one.low for one in known.values() if isinstance(one, Number)]
    sex = next(next(iter(one.possible)) for one in known.values() if isinstance(one, Coded))
    if not 18 <= figures[0] < 140 or not all(figures):
        return nothing("not computable")
    if how.formula == "cockcroft_gault":
        years, weight, creatinine = figures
        found = clearance(age=years, weight=weight, creatinine=creatinine, sex=sex)  # type: ignore[arg-type]
    else:
        years, creatinine = figures
        found = filtration_rate(age=years, creatinine=creatinine, sex=sex)  # type: ignore[arg-type]
    return Number(low=found, high=found)
