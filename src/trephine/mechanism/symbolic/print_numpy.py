"""Print nodes of a graph as a Python function over NumPy arrays."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from trephine.mechanism.symbolic.graph import UNARY, Graph

_NUMPY = {name: f"np.{name}" for name in UNARY} | {
    "asin": "np.arcsin",
    "acos": "np.arccos",
    "atan": "np.arctan",
    "asinh": "np.arcsinh",
    "acosh": "np.arccosh",
    "atanh": "np.arctanh",
    "min": "np.minimum",
    "max": "np.maximum",
    "pow": "np.power",
    "and": "np.logical_and",
    "or": "np.logical_or",
    "not": "np.logical_not",
    "select": "np.where",
    "logabs": "_logabs",
    "slope": "_slope",
}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "quo": "/", "lt": "<", "le": "<=", "eq": "=="}


def numpy_function(
    graph: Graph, targets: list[int], symbols: Mapping[int, str], arguments: str
) -> Callable[..., list[Any]]:
    """Return a function of ``arguments`` that gives the targets' values as a list.

    ``symbols`` gives the text by which each symbol's node is read. It is slow and short: the
    reference that compiled code is held against.
    """
    lines = [f"def function({arguments}):"]
    name: dict[int, str] = {}
    for node in graph.needed(targets):
        if node in symbols:
            name[node] = symbols[node]
            continue
        lines.append(f"    v{node} = {_term(graph, node, name)}")
        name[node] = f"v{node}"
    lines.append(f"    return [{', '.join(name[node] for node in targets)}]")
    scope = {"np": np, "_logabs": _logabs, "_slope": _slope}
    exec("\n".join(lines), scope)  # noqa: S102  (printed from a parsed graph, never from text)
    return scope["function"]  # type: ignore[return-value]


def _term(graph: Graph, node: int, name: dict[int, str]) -> str:
    kind, *rest = graph.nodes[node]
    if kind in {"const", "truth"}:
        return repr(rest[0]).replace("inf", "np.inf").replace("nan", "np.nan")
    if kind == "symbol":
        raise KeyError(rest[0])
    given = [name[one] for one in rest]
    if kind in _SIGNS:
        return f"{given[0]} {_SIGNS[kind]} {given[1]}"
    if kind == "neg":
        return f"-{given[0]}"
    if kind == "rcp":
        return f"1.0 / {given[0]}"
    return f"{_NUMPY[kind]}({', '.join(given)})"


def _logabs(x: Any) -> Any:
    return np.log(np.maximum(np.abs(x), 1e-300))


def _slope(x: Any, h: Any) -> Any:
    """Return d(x^h)/dx = h x^(h-1), bounded near zero."""
    size = h * np.exp(np.minimum((h - 1.0) * _logabs(x), 69.0))
    whole = np.floor(h) == h
    odd = whole & (np.floor(h / 2.0) * 2.0 != h)
    return np.where(np.less(x, 0.0), np.where(whole, np.where(odd, size, -size), np.nan), size)
