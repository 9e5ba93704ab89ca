"""Node: a formula as a tree of numbers, names and calls."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """The id of a state, parameter or assignment."""

    id: str


@dataclass(frozen=True, slots=True)
class Call:
    """A sign, function or constant (no parts: ``time``, ``pi``, ``true``) and what it is of."""

    head: str
    parts: tuple["Node", ...] = ()


Node = float | Name | Call

TIME = Call("time")
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
LOGIC = ("&&", "||", "!", "true", "false")


def is_condition(node: Node) -> bool:
    """Return whether a node is true or false, not a number."""
    return isinstance(node, Call) and node.head in (*RELATIONS, *LOGIC)


def names(node: Node) -> frozenset[str]:
    """Return the ids that a formula uses."""
    if isinstance(node, Name):
        return frozenset((node.id,))
    if isinstance(node, Call):
        return frozenset[str]().union(*(names(part) for part in node.parts))
    return frozenset()


def replaced(node: Node, by: Mapping[str, Node]) -> Node:
    """Return a formula with the names in ``by`` replaced, all at once."""
    if isinstance(node, Name):
        return by.get(node.id, node)
    if isinstance(node, Call) and node.parts:
        return Call(node.head, tuple(replaced(part, by) for part in node.parts))
    return node


def added(first: Node | None, second: Node) -> Node:
    """Return a sum, or the second alone where there is no first."""
    if first is None:
        return second
    if isinstance(second, Call) and second.head == "-" and len(second.parts) == 1:
        return Call("-", (first, second.parts[0]))
    return Call("+", (first, second))


def negative(node: Node) -> Node:
    """Return minus a formula; of a number, the number below zero."""
    return -node if isinstance(node, float) else Call("-", (node,))
