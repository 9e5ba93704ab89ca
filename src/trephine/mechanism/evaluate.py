"""evaluate: a formula over whole columns of patients, with nothing in it but arithmetic."""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_ONE: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "ln": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "floor": np.floor,
}
_DO = Text(
    zh="只用数、名称、+ - * / ^、比较、exp ln log10 sqrt abs floor min max piecewise",
    en="use numbers, names, + - * / ^, comparisons, exp ln log10 sqrt abs floor min max piecewise",
)


def evaluate(formula: str, values: Mapping[str, Any], where: str) -> Any:
    """Return a formula's value over ``values``: arrays that broadcast together.

    It reads numbers, names, text in quotes (to hold codes against), ``+ - * / ^``, comparisons,
    ``piecewise(value, condition, …, otherwise)`` and a few functions; ``ln`` is the natural
    logarithm, and ``log`` is refused since notations differ on its base. It reads nothing else of
    Python. ``where`` says whose formula it is. Raises InputError for a text that it does not read
    and for a name without a value.
    """
    try:
        return _value(formula_tree(formula), values)
    except (KeyError, UnreadFormulaError, SyntaxError) as error:
        raise refused_formula(formula, where, error) from error


def refused_formula(formula: str, where: str, error: Exception) -> InputError:
    """Return what to say of a formula that a name (KeyError) or its own text makes unusable."""
    if isinstance(error, KeyError):
        return InputError(
            what=Text(zh="公式用到的量不存在", en="a formula uses a quantity that there is not"),
            where=where,
            found=f"{error.args[0]} in {formula}",
            do=Text(zh="改正名称，或先定义此量", en="correct the name, or define it before"),
        )
    return InputError(
        what=Text(zh="无法读取公式", en="a formula cannot be read"),
        where=where,
        found=f"{error.args[0]} in {formula}",
        do=_DO,
    )


def names_in(formula: str) -> frozenset[str]:
    """Return the names that a formula uses, those of functions left out. Raises SyntaxError."""
    tree = formula_tree(formula)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    )


class UnreadFormulaError(Exception):
    """Something in a formula that is not read; ``refused_formula`` says it to the reader."""


@lru_cache(maxsize=4096)
def formula_tree(formula: str) -> ast.expr:
    """Return a formula as Python's own parser reads it, before any of it is allowed."""
    return ast.parse(formula.strip().replace("^", "**"), mode="eval").body


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
        return node.value
    if isinstance(node, ast.Name):
        found = values[node.id]
        # Truths count as numbers: numpy would read their sum as "or" and refuse their difference.
        is_truth = getattr(found, "dtype", None) == np.bool_ or isinstance(found, bool)
        return np.asarray(found, dtype=np.float64) if is_truth else found
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, values)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        found = _COMPARE[type(node.ops[0])](
            _value(node.left, values), _value(node.comparators[0], values)
        )
        return np.asarray(found).astype(np.float64)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, [_value(one, values) for one in node.args])
    raise UnreadFormulaError(ast.unparse(node))


def _call(name: str, given: list[Any]) -> Any:
    if name in _ONE and len(given) == 1:
        return _ONE[name](given[0])
    if name in {"min", "max"} and given:
        found = given[0]
        for one in given[1:]:
            found = (np.minimum if name == "min" else np.maximum)(found, one)
        return found
    if name == "piecewise" and len(given) % 2:
        found = given[-1]
        for value, condition in reversed(list(zip(given[0:-1:2], given[1:-1:2], strict=True))):
            found = np.where(np.asarray(condition) != 0, value, found)
        return found
    shown = f"{name} with {len(given)} parts"
    raise UnreadFormulaError(shown)
