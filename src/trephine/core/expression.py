"""Expression: the condition of a rule as a frozen tree. It computes nothing by itself.

Every comparison is between one named input and constants, so that the thresholds of a table cut
its inputs into finitely many cells and a proof can visit them all. Arithmetic over inputs belongs
to derived observables, which are inputs here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparator = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """True or false, whatever is known."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A yes-no input, an event that has happened, or a definition by its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A number compared with a constant in the input's canonical unit."""

    name: str
    comparator: Comparator
    limit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """A coded input that is one of ``codes``."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains:
    """A set of codes in which ``code`` is."""

    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: "Expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """At least one part holds."""

    parts: tuple["Expression", ...]


Leaf = Constant | Stated | Compared | OneOf | Contains
Expression = Leaf | Not | All | Some


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Yield the leaves from left to right, repeated as often as they stand."""
    if isinstance(expression, Not):
        yield from leaves(expression.part)
    elif isinstance(expression, All | Some):
        for part in expression.parts:
            yield from leaves(part)
    else:
        yield expression


def names(expression: Expression) -> tuple[str, ...]:
    """Return the names that an expression rests on, each once, in the order they first stand."""
    found = (leaf.name for leaf in leaves(expression) if not isinstance(leaf, Constant))
    return tuple(dict.fromkeys(found))
