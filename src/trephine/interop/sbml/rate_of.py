"""without_rate_of: formulas in which rateOf(x) is replaced by the rate of x."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.formula.node import Call, Name, Node
from trephine.interop.sbml.laws import Trigger

_NONE = Text(
    zh="rateOf() 只能用于由速率或反应决定的量",
    en="rateOf() is of quantities that a rate or reactions move",
)
_LIST = Text(zh="请改写该公式", en="rewrite the formula")

Formulas = dict[str, Node]


def without_rate_of(
    assigned: Mapping[str, Node],
    rates: Mapping[str, Node],
    events: Sequence[Trigger],
    known: set[str],
    file: str,
) -> tuple[Formulas, Formulas, list[Trigger]]:
    """Return assignments, rates and events free of ``rateOf``. Raises InputError."""

    def plain(node: Node, path: tuple[str, ...]) -> Node:
        if not isinstance(node, Call) or not node.parts:
            return node
        if node.head != "rateOf":
            return Call(node.head, tuple(plain(part, path) for part in node.parts))
        of = node.parts[0]
        name = of.id if isinstance(of, Name) else ""
        if not name or name in assigned or name not in known or name in path:
            raise InputError(what=_NONE, where=file, found=f"rateOf({name})", do=_LIST)
        return plain(rates.get(name, 0.0), (*path, name))

    return (
        {name: plain(node, ()) for name, node in assigned.items()},
        {name: plain(node, (name,)) for name, node in rates.items()},
        [
            replace(
                event,
                condition=plain(event.condition, ()),
                changes=tuple((name, plain(node, ())) for name, node in event.changes),
            )
            for event in events
        ],
    )
