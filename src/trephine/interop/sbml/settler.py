"""settler: formulas free of rateOf, and of constants whose word is an id of the model."""

import math
from collections.abc import Callable, Collection, Mapping

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.formula.node import Call, Name, Node

_NONE = Text(
    zh="rateOf() 只能用于由速率或反应决定的量",
    en="rateOf() is of quantities that a rate or reactions move",
)
_LIST = Text(zh="请改写该公式", en="rewrite the formula")


_CONSTANTS = {"pi": math.pi, "exponentiale": math.e}


def settler(
    assigned: Mapping[str, Node], rates: Mapping[str, Node], known: Collection[str], file: str
) -> Callable[[Node], Node]:
    """Return what settles a formula: ``rateOf(x)`` becomes the rate of x.

    Where an id is the word of a constant (a model has a parameter ``pi``), the constant becomes a
    number. What is returned raises InputError for the rateOf of what has none.
    """

    def plain(node: Node, path: tuple[str, ...] = ()) -> Node:
        if not isinstance(node, Call):
            return node
        if not node.parts:
            return _CONSTANTS.get(node.head, node) if node.head in known else node
        if node.head != "rateOf":
            return Call(node.head, tuple(plain(part, path) for part in node.parts))
        of = node.parts[0]
        name = of.id if isinstance(of, Name) else ""
        if not name or name in assigned or name not in known or name in path:
            raise InputError(what=_NONE, where=file, found=f"rateOf({name})", do=_LIST)
        return plain(rates.get(name, 0.0), (*path, name))

    return plain
