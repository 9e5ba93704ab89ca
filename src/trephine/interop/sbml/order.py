"""ordered: ids in an order in which each formula uses only what stands before it."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.interop.formula.node import Node, names

_CIRCLE = Text(
    zh="公式互相依赖，成了环（代数环）",
    en="formulas depend on each other in a circle (an algebraic loop)",
)
_CUT = Text(zh="请改写其中一个公式", en="rewrite one of the formulas")


def ordered(formulas: Mapping[str, Node], file: str) -> list[str]:
    """Return the ids in order, near the given one. Raises InputError: a circle."""
    sorter = TopologicalSorter(
        {name: sorted(names(node) & formulas.keys()) for name, node in formulas.items()}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise InputError(what=_CIRCLE, where=file, found=circle, do=_CUT) from None
    place = {name: at for at, name in enumerate(formulas)}
    ready: list[str] = []
    found: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=place.__getitem__)
        name = ready.pop(0)
        found.append(name)
        sorter.done(name)
    return found
