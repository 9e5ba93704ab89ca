"""refused: the error for a model that Trephine does not read."""

from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text

LIST = Text(
    zh="能运行的结构见文档《SBML 与 Antimony》；请改写或去掉这一结构",
    en="the page 'SBML and Antimony' lists what runs; rewrite or remove this construct",
)


def refused(what: Text, element: Any, file: str, found: str = "", do: Text = LIST) -> InputError:
    """Return the error for an element of a model: file, line and id in ``where``."""
    line = element.getLine() if element is not None else 0
    place = f"{file}:{line}" if line else file
    return InputError(what=what, where=f"{place}: {named(element)}", found=found or "-", do=do)


def named(element: Any) -> str:
    """Return what kind of element it is, and its id or the id that it speaks of."""
    if element is None:
        return "model"
    for ask in ("getVariable", "getSymbol", "getId"):
        found = getattr(element, ask, str)()
        if found:
            return f"{element.getElementName()} {found}"
    parent = element.getParentSBMLObject()
    inside = parent is not None and parent.getElementName() not in {"model", "sbml"}
    kind = str(element.getElementName())
    return f"{named(parent)} / {kind}" if inside else kind
