"""holds: what is known of a condition, in strong Kleene logic."""

from collections.abc import Callable, Mapping

from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Expression,
    Leaf,
    Not,
    OneOf,
    Stated,
)
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

TRUE = Truth(low=True, high=True)
FALSE = Truth(low=False, high=False)
OPEN = Truth(low=False, high=True)


def truth(*, low: bool, high: bool) -> Truth:
    """Return one of the three truths."""
    return TRUE if low else OPEN if high else FALSE


def holds(
    expression: Expression,
    value: Callable[[str], Value],
    definitions: Mapping[str, Expression],
) -> Truth:
    """Return whether ``expression`` surely, possibly or surely not holds.

    ``value`` gives what is known of an input; a name in ``definitions`` stands for its condition.
    An input that stands twice counts as two: the answer may be open where it need not be, never
    settled where it is open.
    """
    if isinstance(expression, Not):
        part = holds(expression.part, value, definitions)
        return truth(low=not part.high, high=not part.low)
    if isinstance(expression, Leaf):
        if isinstance(expression, Stated) and expression.name in definitions:
            return holds(definitions[expression.name], value, definitions)
        return _leaf(expression, value)
    both = isinstance(expression, All)
    low = high = both
    for one in expression.parts:
        found = holds(one, value, definitions)
        low = (low and found.low) if both else (low or found.low)
        high = (high and found.high) if both else (high or found.high)
        if both not in (high, low):
            break
    return truth(low=low, high=high)


def _leaf(leaf: Leaf, value: Callable[[str], Value]) -> Truth:
    if isinstance(leaf, Constant):
        return TRUE if leaf.value else FALSE
    found = value(leaf.name)
    if isinstance(leaf, Compared) and isinstance(found, Number):
        return _compared(leaf, found)
    if isinstance(leaf, OneOf) and isinstance(found, Coded):
        codes = found.possible.intersection(leaf.codes)
        return truth(low=codes == found.possible and bool(codes), high=bool(codes))
    if isinstance(leaf, Contains) and isinstance(found, CodedSet):
        return truth(low=leaf.code in found.sure, high=leaf.code in found.possible)
    if isinstance(leaf, Stated) and isinstance(found, Truth):
        return found
    message = f"{leaf} cannot be asked of {found}"
    raise TypeError(message)


def _compared(leaf: Compared, found: Number) -> Truth:
    low, high, limit = found.low, found.high, leaf.limit
    match leaf.comparator:
        case ">=":
            return truth(low=low >= limit, high=high >= limit)
        case ">":
            return truth(low=low > limit, high=high > limit)
        case "<":
            return truth(low=high < limit, high=low < limit)
        case "<=":
            return truth(low=high <= limit, high=low <= limit)
        case "==":
            return truth(low=low == high == limit, high=low <= limit <= high)
        case "!=":
            return truth(low=not low <= limit <= high, high=not low == high == limit)
