"""holds: what is known of a condition, in strong Kleene logic."""

import operator
from collections.abc import Callable, Mapping

from trephine.care.once import once
from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Expression,
    Not,
    OneOf,
    Stated,
)
from trephine.core.rule import DecisionTable
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

TRUE = Truth(low=True, high=True)
FALSE = Truth(low=False, high=False)
OPEN = Truth(low=False, high=True)
# A truth as a number, the count of its bounds that hold: and is the least of the parts, or the
# greatest, not what is left to 2.
TRUTHS = (FALSE, OPEN, TRUE)

Lookup = Callable[[str], Value]
Asked = Callable[[Lookup], int]
_NONE: Mapping[str, Expression] = {}


def holds(expression: Expression, value: Lookup, definitions: Mapping[str, Expression]) -> Truth:
    """Return whether ``expression`` surely, possibly or surely not holds.

    ``value`` gives what is known of an input; a name in ``definitions`` stands for its condition.
    An input that stands twice counts as two: the answer may be open where it need not be, never
    settled where it is open.
    """
    return TRUTHS[asked(expression, definitions or _NONE)(value)]


@once
def definitions_of(table: DecisionTable) -> Mapping[str, Expression]:
    """Return the conditions that a table names, by name."""
    return {entry.name: entry.condition for entry in table.definitions}


@once
def asked(expression: Expression, definitions: Mapping[str, Expression]) -> Asked:
    """Return the function that asks ``expression`` of a lookup: 0 false, 1 open, 2 true.

    It is made once of each expression, which is several times the rate of walking the tree at each
    call. A definition is worked out wherever it stands: to remember it took longer.
    """
    return _made(expression, definitions)


def _made(expression: Expression, definitions: Mapping[str, Expression]) -> Asked:
    match expression:
        case Constant():
            settled = 2 if expression.value else 0
            return lambda _: settled
        case Not():
            part = _made(expression.part, definitions)
            return lambda value: 2 - part(value)
        case All():
            return _least(tuple(_made(one, definitions) for one in expression.parts))
        case Stated():
            if expression.name in definitions:
                return asked(definitions[expression.name], definitions)
            return _stated(expression)
        case Compared():
            return _compared(expression)
        case OneOf():
            return _one_of(expression)
        case Contains():
            return _contains(expression)
    return _greatest(tuple(_made(one, definitions) for one in expression.parts))


def _least(parts: tuple[Asked, ...]) -> Asked:
    def least(value: Lookup) -> int:
        found = 2
        for part in parts:
            one = part(value)
            if not one:
                return 0
            if one == 1:
                found = 1
        return found

    return least


def _greatest(parts: tuple[Asked, ...]) -> Asked:
    def greatest(value: Lookup) -> int:
        found = 0
        for part in parts:
            one = part(value)
            if one == 2:
                return 2
            if one:
                found = 1
        return found

    return greatest


def _stated(leaf: Stated) -> Asked:
    name = leaf.name

    def stated(value: Lookup) -> int:
        found = value(name)
        if not isinstance(found, Truth):
            raise _misfit(leaf, found)
        return found.low + found.high

    return stated


def _one_of(leaf: OneOf) -> Asked:
    name, codes = leaf.name, frozenset(leaf.codes)

    def one_of(value: Lookup) -> int:
        found = value(name)
        if not isinstance(found, Coded):
            raise _misfit(leaf, found)
        if codes.isdisjoint(found.possible):
            return 0
        return 2 if found.possible <= codes else 1

    return one_of


def _contains(leaf: Contains) -> Asked:
    name, code = leaf.name, leaf.code

    def contains(value: Lookup) -> int:
        found = value(name)
        if not isinstance(found, CodedSet):
            raise _misfit(leaf, found)
        return (code in found.sure) + (code in found.possible)

    return contains


_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _compared(leaf: Compared) -> Asked:
    name, limit = leaf.name, leaf.limit
    if leaf.comparator in {"==", "!="}:
        return _equal(leaf)
    compare = _ORDERS[leaf.comparator]

    def compared(value: Lookup) -> int:
        found = value(name)
        if not isinstance(found, Number):
            raise _misfit(leaf, found)
        return compare(found.low, limit) + compare(found.high, limit)  # type: ignore[no-any-return]

    return compared


def _equal(leaf: Compared) -> Asked:
    name, limit, unequal = leaf.name, leaf.limit, leaf.comparator == "!="

    def equal(value: Lookup) -> int:
        found = value(name)
        if not isinstance(found, Number):
            raise _misfit(leaf, found)
        same = (found.low == limit == found.high) + (found.low <= limit <= found.high)
        return 2 - same if unequal else same

    return equal


def _misfit(leaf: Stated | Compared | OneOf | Contains, found: Value) -> TypeError:
    return TypeError(f"{leaf} cannot be asked of {found}")
