"""text_of: a formula tree as the infix text that models hold.

One form for each formula, so that a model written and read again is the same model: spaces round
``+ - * /`` and conditions, none round ``^``; ``ln`` and ``log10`` (never ``log``); brackets only
where precedence needs them, and always round a power within a power and where ``&&`` and ``||``
meet. Functions: abs ceil floor exp ln log10 sqrt min max, sin cos tan and their
hyperbolic and inverse (asin, …, atanh) forms, ``piecewise(value, condition, …, otherwise)``, which
always ends in an otherwise. Constants: time pi exponentiale inf nan true false.
"""

import math

from trephine.interop.formula.node import RELATIONS, Call, Name, Node

FUNCTIONS = (
    *("abs", "ceil", "floor", "exp", "ln", "log10", "sqrt", "min", "max"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
    *("asin", "acos", "atan", "asinh", "acosh", "atanh"),
)
# What no id may be: words that mean something else wherever they stand.
RESERVED = frozenset(("time", "inf", "nan", "true", "false"))
_LEVEL = {"||": 1, "&&": 2, "!": 6, "+": 4, "-": 4, "*": 5, "/": 5, "^": 7}
_LEVEL |= dict.fromkeys(RELATIONS, 3)
_NEGATED = 6
_WHOLE = 8


def text_of(node: Node) -> str:
    """Return the text of a formula."""
    return _printed(node)[0]


def number_text(value: float) -> str:
    """Return the shortest text of a number: whole numbers without a point."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _printed(node: Node) -> tuple[str, int]:
    """Return text and how tightly it holds together."""
    if isinstance(node, Name):
        return node.id, _WHOLE
    if not isinstance(node, Call):
        text = number_text(float(node))
        return text, _NEGATED if text.startswith("-") else _WHOLE
    head, parts = node.head, node.parts
    level = _LEVEL.get(head)
    if level is None:
        inner = ", ".join(_printed(part)[0] for part in parts)
        return (f"{head}({inner})" if parts else head), _WHOLE
    if len(parts) == 1:
        return head + _held(parts[0], _NEGATED + 1), _NEGATED
    if head == "^":
        return f"{_held(parts[0], _WHOLE)}^{_held(parts[1], _WHOLE)}", level
    if level < _LEVEL["+"]:  # conditions do not chain, && and || do so with their like alone
        shown = [_held(part, 4 if head in RELATIONS else 3) for part in parts]
        return f" {head} ".join(shown), level
    first, *others = parts
    shown = [_held(first, level), *(_held(part, level + 1) for part in others)]
    return f" {head} ".join(shown), level


def _held(node: Node, least: int) -> str:
    text, level = _printed(node)
    return text if level >= least else f"({text})"
