"""compiled_formula: a formula as a function, for what is asked at every round of a run."""

import ast
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from trephine.mechanism.evaluate import UnreadFormulaError, formula_tree, refused_formula

_ONE = {
    "exp": "exp",
    "ln": "log",
    "log10": "log10",
    "sqrt": "sqrt",
    "abs": "abs",
    "floor": "floor",
}
_BINARY = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_COMPARE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def compiled_formula(formula: str, where: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return a function of ``values`` that gives what ``evaluate(formula, values, where)`` gives.

    It reads what ``evaluate`` reads and nothing else, operation by operation in the same order, so
    that not a bit differs. What cannot be read is refused here, before any value is asked for; a
    name without a value when it is called. Raises InputError for both.
    """
    try:
        told = _told(formula)
    except (UnreadFormulaError, SyntaxError) as error:
        raise refused_formula(formula, where, error) from error

    def function(values: Mapping[str, Any]) -> Any:
        try:
            return told(values if isinstance(values, Numbers) else _Loaded(values))
        except KeyError as missing:
            raise refused_formula(formula, where, missing) from missing

    return function


def formula_code(node: ast.expr, name_of: Callable[[str], ast.expr]) -> ast.expr:
    """Return a formula's tree as one that Python can run over arrays, with ``SCOPE`` in scope.

    ``name_of`` gives what stands for a name. Raises UnreadFormulaError for any node that
    ``evaluate`` does not read.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
        return node
    if isinstance(node, ast.Name):
        return name_of(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, _BINARY):
        left, right = (formula_code(one, name_of) for one in (node.left, node.right))
        return ast.BinOp(left=left, op=node.op, right=right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ast.UnaryOp(op=node.op, operand=formula_code(node.operand, name_of))
    if isinstance(node, ast.Compare):
        return called("_numbers", _compared(node, name_of))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _function(node.func.id, node.args, name_of)
    raise UnreadFormulaError(ast.unparse(node))


def called(function: str, *given: ast.expr) -> ast.expr:
    """Return the node of a call of one of the functions in ``SCOPE``."""
    return ast.Call(func=ast.Name(id=function, ctx=ast.Load()), args=list(given), keywords=[])


def _compared(node: ast.Compare, name_of: Callable[[str], ast.expr]) -> ast.expr:
    if len(node.ops) != 1 or not isinstance(node.ops[0], _COMPARE):
        raise UnreadFormulaError(ast.unparse(node))
    left, right = (formula_code(one, name_of) for one in (node.left, node.comparators[0]))
    return ast.Compare(left=left, ops=node.ops, comparators=[right])


def _function(name: str, parts: list[ast.expr], name_of: Callable[[str], ast.expr]) -> ast.expr:
    if name == "piecewise" and len(parts) % 2:
        found = formula_code(parts[-1], name_of)
        for at in range(len(parts) - 3, -1, -2):
            value, asked = parts[at], parts[at + 1]
            # A comparison is a truth already: it need not become a number to be one again.
            if isinstance(asked, ast.Compare):
                condition = _compared(asked, name_of)
            else:
                condition = called("_true", formula_code(asked, name_of))
            found = called("_where", condition, formula_code(value, name_of), found)
        return found
    given = [formula_code(one, name_of) for one in parts]
    if name in _ONE and len(given) == 1:
        return called(f"_{_ONE[name]}", given[0])
    if name in {"min", "max"} and given:
        found = given[0]
        for one in given[1:]:
            found = called("_minimum" if name == "min" else "_maximum", found, one)
        return found
    shown = f"{name} with {len(given)} parts"
    raise UnreadFormulaError(shown)


@lru_cache(maxsize=4096)
def _told(formula: str) -> Callable[["_Loaded | Numbers"], Any]:
    def loaded(name: str) -> ast.expr:
        return ast.Subscript(
            value=ast.Name(id="values", ctx=ast.Load()),
            slice=ast.Constant(value=name),
            ctx=ast.Load(),
        )

    given = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg="values")], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    body = ast.Lambda(args=given, body=formula_code(formula_tree(formula), loaded))
    code = compile(ast.fix_missing_locations(ast.Expression(body=body)), "<formula>", "eval")
    found: Callable[[_Loaded | Numbers], Any] = eval(code, dict(SCOPE))  # noqa: S307  (from allowed nodes alone)
    return found


class Numbers(dict[str, Any]):
    """Values that formulas take as they stand: whoever fills it puts ``number`` in for truths."""


class _Loaded:
    """Values of which truths are numbers."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return number(self._values[name])


def number(found: Any) -> Any:
    """Return a value, of a truth its number: NumPy would read the sum of truths as "or"."""
    kind = found.dtype.kind if isinstance(found, np.ndarray | np.generic) else None
    if kind == "b" or isinstance(found, bool):
        return np.asarray(found, dtype=np.float64)
    return found


def _numbers(found: Any) -> Any:
    return np.asarray(found).astype(np.float64)


def _true(found: Any) -> Any:
    return np.asarray(found) != 0


# What the printed code may call; a formula's own names never reach it.
SCOPE: dict[str, Any] = {
    "__builtins__": {},
    "inf": math.inf,
    "_numbers": _numbers,
    "_true": _true,
    "_where": np.where,
    "_minimum": np.minimum,
    "_maximum": np.maximum,
} | {f"_{name}": getattr(np, name) for name in _ONE.values()}
