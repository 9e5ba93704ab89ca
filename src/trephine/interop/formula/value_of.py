"""value_of: the number a formula has, given its names' numbers."""

import math
import operator
from collections.abc import Callable, Mapping
from functools import reduce

from trephine.interop.formula.node import Call, Name, Node
from trephine.interop.formula.text_of import FUNCTIONS

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "+": lambda *parts: math.fsum(parts),
    "-": lambda first, *others: reduce(operator.sub, others, first) if others else -first,
    "*": lambda *parts: math.prod(parts),
    "/": operator.truediv,
    "^": operator.pow,
    "&&": lambda *parts: all(parts),
    "||": lambda *parts: any(parts),
    "!": operator.not_,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "abs": abs,
    "ceil": math.ceil,
    "ln": math.log,
    "min": lambda *parts: min(parts),
    "max": lambda *parts: max(parts),
    **{name: getattr(math, name) for name in FUNCTIONS if hasattr(math, name)},
}
_CONSTANTS = {
    "time": 0.0,
    "pi": math.pi,
    "exponentiale": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "true": True,
    "false": False,
}


def value_of(node: Node, values: Mapping[str, float]) -> float:
    """Return the number, time being 0; nan where a name has none or nothing can be computed."""
    try:
        found = _value(node, values)
        return math.nan if isinstance(found, complex) else float(found)
    except (ArithmeticError, ValueError):
        return math.nan


def _value(node: Node, values: Mapping[str, float]) -> float:
    if isinstance(node, Name):
        return values.get(node.id, math.nan)
    if not isinstance(node, Call):
        return node
    if node.head == "piecewise":
        for value, condition in zip(node.parts[::2], node.parts[1::2], strict=False):
            if _value(condition, values):
                return _value(value, values)
        return _value(node.parts[-1], values)
    if node.head in _CONSTANTS:
        return _CONSTANTS[node.head]
    return _FUNCTIONS[node.head](*(_value(part, values) for part in node.parts))
